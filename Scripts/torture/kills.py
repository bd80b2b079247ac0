#!/usr/bin/env python3
"""kills: files arrive by copy, rename, slow append and in moved-in folders while digitd is killed at random moments."""

import hashlib
import os
import random
import signal
import tempfile
import threading
import time

from common import Pictures, Root, arguments, finish

options = arguments("kills", files=(10_000, 160), kills=(100, 8))
pictures = Pictures()
root = Root()
outside = tempfile.mkdtemp(prefix="outside-", dir=root.work)
inbox = root.path + "/inbox"
# Held for each step that makes files count, so that the receipt can be compared between two steps.
gate = threading.Lock()
failures = []


def arrive(indices):
    try:
        for index in indices:
            data = pictures[index]
            digest = hashlib.sha256(data).hexdigest()
            way = index % 4
            if way == 0:
                with gate:
                    root.dropped[index] = digest
                    file = open(f"{inbox}/{index}.png", "wb", buffering=0)
                cut = random.randrange(len(data))
                file.write(data[:cut])
                file.write(data[cut:])
                file.close()
            elif way == 1:
                with open(f"{inbox}/{index}.png.tmp", "wb") as file:
                    file.write(data)
                with gate:
                    root.dropped[index] = digest
                    os.rename(f"{inbox}/{index}.png.tmp", f"{inbox}/{index}.png")
            elif way == 2:
                threading.Thread(target=append, args=(index, data, digest)).start()
            else:
                folder = f"{outside}/f{index}/deep"
                os.makedirs(folder)
                with open(f"{folder}/{index}.png", "wb") as file:
                    file.write(data)
                with gate:
                    root.dropped[index] = digest
                    os.rename(f"{outside}/f{index}", f"{inbox}/f{index}")
            time.sleep(random.uniform(0, 0.003))
    except Exception as error:  # told at the end; a thread's error is lost otherwise
        failures.append(f"the writer: {error!r}")


def append(index, data, digest):
    """A writer that stays at its file for about a second, and every other time closes it in between."""
    try:
        path = f"{inbox}/{index}.png"
        with gate:
            root.dropped[index] = digest
            file = open(path, "ab", buffering=0)
        for start in range(0, len(data), len(data) // 4 + 1):
            file.write(data[start:start + len(data) // 4 + 1])
            if index % 8 == 2 and start + len(data) // 4 + 1 < len(data):
                file.close()
                file = open(path, "ab", buffering=0)
            time.sleep(random.uniform(0, 0.4))
        file.close()
    except Exception as error:
        failures.append(f"the slow writer: {error!r}")


def journal():
    """When the records of the work in hand were last written."""
    try:
        return max((entry.stat().st_mtime_ns for entry in os.scandir(root.path + "/.digitd")
                    if entry.name.startswith("in-hand")), default=0)
    except FileNotFoundError:
        return 0


per_round = options.files // options.kills
receipts = 0
begun = time.monotonic()
for round in range(options.kills):
    root.start("--durability", random.choice(["batch", "file", "none"]), "--batch-size", str(random.choice([1, 8, 64, 256])), "--settle-milliseconds", "5000", wait=False)
    first = round * per_round
    last = options.files if round == options.kills - 1 else first + per_round
    writer = threading.Thread(target=arrive, args=(range(first, last),))
    writer.start()
    if round % 2:
        time.sleep(random.uniform(0.03, 0.8))
    else:
        # In the middle of a batch, as likely as can be.
        batches = random.randrange(1, 20)
        end = time.monotonic() + 10
        before = journal()
        while batches > 0 and time.monotonic() < end:
            if journal() != before:
                before = journal()
                batches -= 1
        time.sleep(random.uniform(0, 0.004))
    root.end(signal.SIGKILL)
    with gate:
        receipts += 1
        counts = root.status()["counts"]
        if counts["seen"] != len(root.dropped):
            failures.append(f"after kill {round + 1} {len(root.dropped)} were dropped, and the receipt says {counts}")
    writer.join()
while threading.active_count() > 1:
    time.sleep(0.1)
root.start("--settle-milliseconds", "5000")
root.until("the end of the work", lambda: root.waiting() == 0)
root.end()
problems = failures + root.problems()
recovered = root.text().count("finished what was left open")
figures = (f"{options.files} files, {options.kills} kills, {recovered} starts found work open, {receipts} receipts"
           f" compared, {time.monotonic() - begun:.0f} s")
if not problems:
    root.remove()
finish("kills", options.seed, problems, figures)
