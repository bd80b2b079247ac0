#!/usr/bin/env python3
"""million: a million results in a root and 100,000 files waiting: the start, the memory, and no listing of results/."""

import os
import re
import shutil
import subprocess
import time

from common import Pictures, Root, arguments, finish

options = arguments("million", results=(1_000_000, 5_000), waiting=(100_000, 500))
pictures = Pictures(1)
root = Root()
problems = []
for kind in ("results", "processed"):
    os.makedirs(f"{root.path}/{kind}", exist_ok=True)
for index in range(options.results):
    if index % 10_000 == 0:
        folder = f"{root.path}/results/old{index // 10_000}"
        os.makedirs(folder)
    # Half of them in one folder, half in folders of 10,000.
    path = f"{root.path}/results/x{index}.png.json" if index % 2 else f"{folder}/x{index}.png.json"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
for index in range(options.waiting):
    root.drop(index, pictures[index])

begun = time.monotonic()
root.start(wait=False)
root.until("the first outcome", lambda: any(os.scandir(root.path + "/processed"))
           or (os.path.isdir(root.path + "/review") and any(os.scandir(root.path + "/review"))), 600)
first = time.monotonic() - begun
pid = root.process.pid


def peak():
    return [int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM")][0] // 1024


root.until("all outcomes", lambda: not any(os.scandir(root.path + "/inbox")), 3600)
whole = time.monotonic() - begun
megabytes = peak()
root.end()
if first > 5:
    problems.append(f"the first outcome after {first:.1f} s")
if megabytes > 100:
    problems.append(f"{megabytes} MB at the peak")
listings = "not looked at"
if shutil.which("strace"):
    for index in range(options.waiting, options.waiting + 20):
        root.drop(index, pictures[index])
    trace = root.work + "/trace"
    root.start(once=True, wait=False, wrapper=["strace", "-f", "-y", "-e", "trace=getdents64", "-o", trace])
    root.process.wait(600)
    root.process = None
    listings = len(re.findall(re.escape(root.path + "/results"), open(trace, errors="replace").read()))
    if listings:
        problems.append(f"results/ was listed {listings} times")
root.remove()
finish("million", options.seed, problems,
       f"{options.results} results, {options.waiting} waiting: first outcome after {first:.2f} s, all after {whole:.0f} s,"
       f" peak {megabytes} MB, results/ listed {listings} times")
