#!/usr/bin/env python3
"""failures: each system call fails at its nth time, once or from then on, with each error; then the cause is gone.
First in a digitd that runs and goes on by itself, then in one from its start, which is repeated without failures."""

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

options = arguments("failures", runs=(300, 4), live=(400, 6))
hold = 1 if options.short else 3
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
            skipped[call] = max(skipped.get(call, 0), number)
        most[call] = max(most.get(call, 0), number)
    root.remove()
    return skipped, most


def attach(root, call, error, number, onwards):
    """strace at the running digitd, once it has all its threads."""
    command = ["strace", "-f", "-p", str(root.process.pid), "-o", "/dev/null", "-e", "trace=" + call, "-e",
               f"inject={call}:error={error}:when={number}{onwards}"]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    # Process N attached with so many threads.
    tracer.stderr.readline()
    return tracer


def live():
    """Failures in a digitd that runs: files come while calls fail, then they do not fail any more, and it goes on."""
    plan = [(call, error, number, onwards) for call, errors in CALLS.items() for error in errors
            for number in (1, 2, 3, 4, 5, 7, 9, 12, 17, 25) for onwards in ("", "+")
            if error != "EINTR" or not onwards]
    random.shuffle(plan)
    taken = set()
    plan.sort(key=lambda step: (step[:2] + step[3:] in taken, taken.add(step[:2] + step[3:]))[0])
    root, index, done, held = None, 0, [], 0
    for number, step in enumerate(plan[:options.live]):
        if root is None:
            root = Root()
            root.start("--workers", "1", "--settle-milliseconds", "100", "--durability", random.choice(["batch", "file"]))
            # It holds the root before it is up; calls fail in one that reads.
            root.drop(index, pictures[index])
            index += 1
            root.until("a first picture", lambda: root.waiting() == 0 or root.process.poll() is not None, 120)
            done = []
        tracer = attach(root, *step)
        for _ in range(6):
            root.drop(index, pictures[index], f"sub{index % 3}/{index}.png")
            index += 1
        end = time.monotonic() + hold / (2 if step[3] else 1)
        while root.waiting() and time.monotonic() < end and root.process.poll() is None:
            time.sleep(0.02)
        held += root.waiting() > 0
        tracer.send_signal(signal.SIGINT)
        tracer.wait(60)
        done.append(step)
        try:
            root.until("the rest", lambda: root.waiting() == 0 or root.process.poll() is not None, 120)
        except TimeoutError:
            problems.append(f"live {step}: does not go on: {root.text()[-400:]}")
        if root.process.poll() is not None:
            problems.append(f"live {step}: ended with {root.process.poll()}: {root.text()[-400:]}")
        if len(done) == 10 or number + 1 == min(options.live, len(plan)) or problems:
            lines = [line for line in root.text().splitlines() if " error " in line or " warning " in line]
            if len(lines) > 8 * len(done):
                problems.append(f"live {done}: {len(lines)} lines of trouble in the log: {lines[-3:]}")
            try:
                root.end()
                found = root.problems()
            except subprocess.TimeoutExpired:
                found = [f"does not end: {root.text()[-400:]}"]
                root.end(signal.SIGKILL)
            problems.extend(f"live, one of {done}: {p}" for p in found)
            if not found:
                root.remove()
            root = None
        if len(problems) > 20:
            break
    return f"{min(options.live, len(plan))} in a running digitd, of which {held} held files up"


told = live()
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
if os.environ.get("ONLY"):  # CALL ERROR NUMBER[+]
    call, error, number = os.environ["ONLY"].split()
    plan = [(call, error, int(number.rstrip("+")), "+" if number.endswith("+") else "")]
for call, error, number, onwards in plan[:options.runs]:
    root = fresh()
    what = f"{call} {error} at {number}{onwards}"
    inject = f"inject={call}:error={error}:when={number}{onwards}"
    durability = random.choice(["batch", "batch", "file"])
    root.start("--workers", "1", "--settle-milliseconds", "50", "--durability", durability, once=True, wait=False,
               wrapper=["strace", "-f", "-o", "/dev/null", "-e", "trace=" + call, "-e", inject])
    try:
        code = root.process.wait(hold if onwards else 60)
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
        root.process.wait(60)
        root.until("its end", lambda: root.status().get("state") not in ("running", "paused"), 60)
    ends[end] = ends.get(end, 0) + 1
    root.process = None
    problems += [f"{what}, before the repeat: {p}" for p in root.problems(complete=False)]
    code = root.finish()
    after = root.problems()
    if code not in (0, 1):
        after.append(f"the repeat ended with {code}: {root.text()[-300:]}")
    # A single file that can't be read is rejected; it is none the less there, with one result.
    after = [p for p in after if not (call in ("read", "openat", "newfstatat") and "unknown file" in p)]
    problems += [f"{what}: {p}" for p in after]
    if not after:
        recovered += 1
        root.remove()
    elif len(problems) > 40:
        break
figures = (f"{told}; {min(options.runs, len(plan))} of {len(plan)} from its start, {recovered} recovered whole;"
           f" ends: {', '.join(f'{k} {v}' for k, v in sorted(ends.items()))}; {time.monotonic() - begun:.0f} s")
finish("failures", options.seed, problems, figures)
