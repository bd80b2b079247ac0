#!/usr/bin/env python3
"""failures: each system call fails at its nth time, once or from then on, with each error; then the cause is gone."""

import os
import random
import re
import shutil
import signal
import subprocess
import time

from common import Pictures, Root, arguments, finish, skip

CALLS = {
    "openat": ["ENOSPC", "EIO", "EACCES", "EMFILE", "EINTR"],
    "read": ["EIO", "EINTR"],
    "write": ["ENOSPC", "EIO", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO", "EINTR"],
    "syncfs": ["EIO", "ENOSPC", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "fdatasync": ["EIO", "EINTR"],
    "linkat": ["ENOSPC", "EIO", "EACCES"],
    "renameat2": ["ENOSPC", "EIO", "EACCES"],
    "renameat": ["ENOSPC", "EIO", "EACCES"],
    "unlinkat": ["EIO", "EACCES"],
    "mkdirat": ["ENOSPC", "EIO", "EACCES"],
    "newfstatat": ["EIO", "EACCES"],
    "getdents64": ["EIO", "EINTR"],
    "ftruncate": ["EIO"],
}

options = arguments("failures", runs=(600, 10))
if not shutil.which("strace"):
    skip("failures", "strace is not installed")
pictures = Pictures(1)
problems, ends = [], {}
begun = time.monotonic()
recovered = 0


def fresh():
    root = Root()
    for index in range(8):
        root.drop(index, pictures[index], f"sub{index % 2}/{index}.png")
    root.drop(99, b"no picture", "bad.png")
    return root


def counted():
    """How often each call comes, by process part, once digitd looks at its root; the loader's calls come before."""
    root = fresh()
    trace = root.work + "/trace"
    root.start("--workers", "1", once=True, wait=False, wrapper=["strace", "-f", "-o", trace])
    root.process.wait(120)
    most = {}
    skipped = {}
    looks = False
    per_thread = {}
    for line in open(trace, errors="replace"):
        match = re.match(r"(\d+) +(\w+)\(", line)
        if not match:
            continue
        thread, call = match.groups()
        number = per_thread[thread, call] = per_thread.get((thread, call), 0) + 1
        if root.path in line and call != "execve":
            looks = True
        if not looks:
            skipped[call] = number
        most[call] = max(most.get(call, 0), number)
    root.remove()
    return skipped, most


first, most = counted()
plan = []
for call, errors in CALLS.items():
    for error in errors:
        for number in range(first.get(call, 0) + 1, most.get(call, 0) + 1):
            plan += [(call, error, number, "")]
            if error != "EINTR":  # a call that is interrupted for ever is a signal storm, not a failure
                plan += [(call, error, number, "+")]
random.shuffle(plan)
# Every call and error at least once, then at random.
seen = set()
plan.sort(key=lambda step: (step[:2] in seen, seen.add(step[:2]))[0])
for call, error, number, onwards in plan[:options.runs]:
    root = fresh()
    what = f"{call} {error} at {number}{onwards}"
    inject = f"inject={call}:error={error}:when={number}{onwards}"
    durability = random.choice(["batch", "batch", "file"])
    root.start("--workers", "1", "--settle-milliseconds", "50", "--durability", durability, once=True, wait=False,
               wrapper=["strace", "-f", "-o", "/dev/null", "-e", "trace=" + call, "-e", inject])
    try:
        code = root.process.wait(3 if onwards else 60)
        end = "exit %d" % code
        if code == 127 and "loading shared libraries" in root.text():
            end = "not loaded"
        elif code not in (0, 1, 2):
            problems.append(f"{what}: ended with {code}: {root.text()[-300:]}")
        elif code == 2 and len(root.text().strip().splitlines()) == 0:
            problems.append(f"{what}: failed without a word")
    except subprocess.TimeoutExpired:
        end = "waited"
        if not onwards:
            problems.append(f"{what}: did not go on: {root.text()[-300:]}")
        lines = len(root.text().splitlines())
        if lines > 40:
            problems.append(f"{what}: {lines} lines in the log")
        # strace's child is digitd; both go.
        subprocess.run(["pkill", "-KILL", "-P", str(root.process.pid)])
        root.process.kill()
        root.process.wait()
    ends[end] = ends.get(end, 0) + 1
    root.process = None
    problems += [f"{what}, before the repeat: {p}" for p in root.problems(complete=False)]
    root.finish()
    after = root.problems()
    # A single file that can't be read is rejected; it is none the less there, with one result.
    after = [p for p in after if not (call in ("read", "openat", "newfstatat") and "unknown file" in p)]
    problems += [f"{what}: {p}" for p in after]
    if not after:
        recovered += 1
        root.remove()
    elif len(problems) > 40:
        break
figures = (f"{min(options.runs, len(plan))} of {len(plan)} failures, {recovered} recovered whole;"
           f" ends: {', '.join(f'{k} {v}' for k, v in sorted(ends.items()))}; {time.monotonic() - begun:.0f} s")
finish("failures", options.seed, problems, figures)
