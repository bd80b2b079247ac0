#!/usr/bin/env python3
"""power: the disk as it would be after a power cut at many moments, built from the log of its block writes: all up to
the last flush, and a random half of those after it. A control without syncs must fail."""

import bisect
import hashlib
import os
import random
import shutil
import signal
import struct
import subprocess
import time

from common import HERE, Pictures, Root, arguments, finish, skip

options = arguments("power", cuts=(200, 6), files=(600, 120))
pictures = Pictures(2)
problems = []


def shell(command):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True)


def must(command):
    answer = shell(command)
    if answer.returncode:
        raise OSError(f"{command}: {answer.stderr.strip()}")
    return answer.stdout.strip()


if os.geteuid() != 0 or not os.path.exists("/dev/fuse") or shell("losetup -f && pkg-config --exists fuse3").returncode:
    skip("power", "needs root, loop devices, and the packages fuse3 and libfuse3-dev")


class Disk:
    """An ext4 whose block writes are logged."""

    def __init__(self, work):
        self.work = work
        must(f"cc -O1 '{HERE}/writelog.c' -o '{work}/writelog' $(pkg-config --cflags --libs fuse3)")
        os.makedirs(work + "/served")
        os.makedirs(work + "/disk")
        must(f"truncate -s 96M '{work}/base' && mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 '{work}/base'"
             f" && cp --sparse=always '{work}/base' '{work}/live'")
        self.server = subprocess.Popen([work + "/writelog", work + "/live", work + "/writes", work + "/served"],
                                       stderr=subprocess.DEVNULL)
        for _ in range(600):
            if os.path.exists(work + "/served/disk"):
                break
            time.sleep(0.05)
        self.loop = must(f"losetup --show -f '{work}/served/disk'")
        must(f"mount -o commit=1 {self.loop} '{work}/disk'")

    def position(self):
        """Bytes of the log so far."""
        return os.path.getsize(self.work + "/writes")

    def close(self):
        shell(f"umount '{self.work}/disk'; losetup -d {self.loop}; umount '{self.work}/served'")
        self.server.wait(60)


def events(log):
    """Every write and flush (None) with the position of its end in the log."""
    found, position = [], 0
    while position + 16 <= len(log):
        offset, length = struct.unpack_from("<QQ", log, position)
        start = position + 16
        position = start + (0 if offset == 2 ** 64 - 1 else length)
        if position > len(log):
            break
        found.append((position, None if offset == 2 ** 64 - 1 else (offset, start, length)))
    return found


def work(durability):
    """Lets digitd work on the logged disk; the root, the log, and when each drop was on the disk."""
    root = Root()
    disk = Disk(root.work)
    root.path = root.work + "/disk/root"
    os.makedirs(root.path + "/inbox")
    durable = {}

    def drop(index):
        # Most of them without a word to the disk: they are digitd's care from the moment they move.
        path = f"s{index % 3}/{index}.png"
        root.drop(index, pictures[index], path)
        if index % 8 == 0 and durability != "none":
            try:
                for name in (path, os.path.dirname(path), ""):
                    number = os.open(f"{root.path}/inbox/{name}", os.O_RDONLY)
                    os.fsync(number)
                    os.close(number)
                durable[index] = disk.position()
            except FileNotFoundError:
                pass  # digitd was there first

    for index in range(options.files // 3):
        drop(index)
    os.sync()
    durable.update((index, disk.position()) for index in range(options.files // 3))
    root.start("--batch-size", "16", "--durability", durability, "--settle-milliseconds", "300")
    for index in range(options.files // 3, options.files):
        drop(index)
        time.sleep(random.uniform(0, 0.1))
    root.until("the work", lambda: root.waiting() == 0)
    # The control shows its harm once the file system's own journal has been written.
    time.sleep(3)
    end = disk.position()
    root.end(signal.SIGKILL)
    disk.close()
    return root, open(root.work + "/writes", "rb").read()[:end], durable


def check(root, image, durable, position):
    """What is wrong on one disk after a cut."""
    mount = root.work + "/cut"
    os.makedirs(mount, exist_ok=True)
    answer = shell(f"mount -o loop '{image}' '{mount}'")
    if answer.returncode:
        return [f"does not mount: {answer.stderr.strip()}"]
    found = []
    try:
        after = Root(path=mount + "/root")
        known = dict(root.dropped)
        if not os.path.isdir(mount + "/root/results"):
            return [] if not any(at <= position for at in durable.values()) or os.path.isdir(mount + "/root/inbox") \
                else ["the root is gone"]
        places, results = after.places(), after.results()
        for path in results.get(None, []):
            found.append(f"torn result {path}")
        for index, digest in known.items():
            here = places.get(digest, [])
            if len(here) > 1:
                found.append(f"file {index} lies in {here}")
            if not here and durable.get(index, 1 << 62) <= position:
                found.append(f"file {index} is gone")
            if here and not here[0].startswith("inbox/") and len(results.get(digest, [])) != 1:
                found.append(f"file {index} ({here[0]}) has {len(results.get(digest, []))} results")
        hashes = set(known.values())
        for digest, paths in places.items():
            if digest not in hashes and any(not path.startswith("inbox/") for path in paths):
                found.append(f"torn original {paths}")
        if not found:
            # digitd goes on from there, and everything adds up.
            after.finish("--settle-milliseconds", "100")
            answer = after.verify()
            if answer.returncode:
                found.append(f"verify: {answer.stdout[-300:]}{answer.stderr[-200:]}")
            counts = after.status().get("counts", {})
            lying = sum(len(paths) for paths in after.places().values())
            if counts.get("seen") != lying:
                found.append(f"{lying} files lie there, and the receipt says {counts}")
        shutil.rmtree(after.work, ignore_errors=True)
    finally:
        shell(f"umount '{mount}'")
    return found


def cut(root, log, durable, cuts):
    """Builds the disk after each of many cuts; how many cuts did harm, and what."""
    found = events(log)
    flushes = [index for index, (_, event) in enumerate(found) if event is None]
    shutil.copyfile(root.work + "/base", root.work + "/solid")
    solid, harm, done = open(root.work + "/solid", "r+b"), [], 0
    for number in sorted(random.randrange(1, len(found) + 1) for _ in range(cuts)):
        last = flushes[max(bisect.bisect_left(flushes, number) - 1, 0)] if flushes and flushes[0] < number else -1
        for _, event in found[done:last + 1]:
            if event:
                solid.seek(event[0])
                solid.write(log[event[1]:event[1] + event[2]])
        done = max(done, last + 1)
        solid.flush()
        shell(f"cp --sparse=always '{root.work}/solid' '{root.work}/image'")
        with open(root.work + "/image", "r+b") as image:
            for _, event in found[done:number]:
                if event and random.random() < 0.5:
                    image.seek(event[0])
                    image.write(log[event[1]:event[1] + event[2]])
        # What was synced before the last flush is on the disk.
        position = found[last][0] if last >= 0 else 0
        answer = check(root, root.work + "/image", durable, position)
        if answer:
            harm.append(f"cut after write {number} of {len(found)}: {'; '.join(answer[:3])}")
    return harm, len(found)


begun = time.monotonic()
root, log, durable = work("batch")
harm, writes = cut(root, log, durable, options.cuts)
problems += harm
root.remove()
control, log, durable = work("none")
shown, _ = cut(control, log, durable, max(options.cuts // 4, 12))
control.remove()
if not shown:
    problems.append("the control without syncs did no harm, so nothing was shown")
finish("power", options.seed, problems,
       f"{options.cuts} cuts in {writes} writes, {len(harm)} did harm; {len(shown)} of {max(options.cuts // 4, 12)} did in"
       f" the control without syncs; {time.monotonic() - begun:.0f} s")
