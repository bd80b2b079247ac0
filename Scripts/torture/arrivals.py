#!/usr/bin/env python3
"""arrivals: an event queue of 16 and thousands of files at once; a mount without events; a tree of folders moved in."""

import os
import shutil
import signal
import subprocess
import sys
import time

from common import Pictures, Root, arguments, finish

# So that what is set or mounted for a while is taken back then too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
options = arguments("arrivals", files=(20_000, 400), folders=(1_000, 60), bind=(500, 30))
pictures = Pictures(2)
problems, figures = [], []


def shell(command):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True)


def done(root, name, begun, count):
    root.until(name, lambda: root.waiting() == 0, 1800)
    root.end()
    problems.extend(f"{name}: {problem}" for problem in root.problems())
    figures.append(f"{name}: {count} files {time.monotonic() - begun:.1f} s")
    root.remove()


def queue():
    limit = "/proc/sys/fs/inotify/max_queued_events"
    try:
        before = open(limit).read()
        open(limit, "w").close()
    except OSError as error:
        return figures.append(f"event queue skipped ({error})")
    root = Root()
    try:
        # For the whole machine, and for queues made from now on.
        with open(limit, "w") as file:
            file.write("16")
        root.start()
    finally:
        with open(limit, "w") as file:
            file.write(before)
    begun = time.monotonic()
    # A part while it can't take events, so that the queue overflows on any machine; the rest while it works.
    root.process.send_signal(signal.SIGSTOP)
    for index in range(100):
        root.drop(index, pictures[index])
    root.process.send_signal(signal.SIGCONT)
    for index in range(100, options.files):
        root.drop(index, pictures[index])
    root.until("the overflow", lambda: "dropped events" in root.text() or root.waiting() == 0, 60)
    overflowed = "dropped events" in root.text()
    done(root, "event queue of 16", begun, options.files)
    if not overflowed:
        problems.append("the event queue did not overflow, so nothing was shown")


def without_events():
    if not shutil.which("bindfs"):
        return figures.append("mount without events skipped (bindfs is not installed)")
    root = Root()
    behind = root.work + "/behind"
    os.makedirs(behind)
    answer = shell(f"bindfs '{behind}' '{root.path}/inbox'")
    if answer.returncode:
        return figures.append(f"mount without events skipped ({answer.stderr.strip()})")
    try:
        root.start()
        root.until("polling", lambda: root.status().get("intake") == "polling")
        mounts = root.status().get("mounts")
        if [mount["intake"] for mount in mounts] != ["polling"]:
            problems.append(f"the status says {mounts}")
        begun = time.monotonic()
        inbox, root.path = root.path, root.work + "/nothing"
        for index in range(options.bind):
            data = pictures[index]
            with open(f"{behind}/{index}.png", "wb") as file:
                file.write(data)
            root.dropped[index] = __import__("hashlib").sha256(data).hexdigest()
        root.path = inbox
        root.until("all read", lambda: not os.listdir(behind), 600)
        root.end()
        problems.extend(f"bindfs: {problem}" for problem in root.problems())
        figures.append(f"mount without events: {options.bind} files {time.monotonic() - begun:.1f} s")
    finally:
        if root.process:
            root.end()
        shell(f"umount -l '{root.path}/inbox'")
        root.remove()


def tree():
    root = Root()
    root.start()
    outside = root.work + "/outside"
    begun = time.monotonic()
    for index in range(options.folders):
        folder = f"{outside}/tree/{index % 10}/{index % 100}/{index}"
        os.makedirs(folder)
        data = pictures[index]
        with open(f"{folder}/{index}.png", "wb") as file:
            file.write(data)
        root.dropped[index] = __import__("hashlib").sha256(data).hexdigest()
    os.rename(outside + "/tree", root.path + "/inbox/tree")
    # Into folders that have just come, too.
    for index in range(options.folders, options.folders + 50):
        root.drop(index, pictures[index], f"tree/{index % 10}/{index}.png")
    done(root, f"tree of {options.folders} folders", begun, options.folders + 50)


queue()
without_events()
tree()
finish("arrivals", options.seed, problems, "; ".join(figures))
