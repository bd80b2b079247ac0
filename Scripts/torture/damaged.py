#!/usr/bin/env python3
"""damaged: mutations of good pictures, and PngSuite's corrupt ones where DIGITD_TEST_DATA has them: one clear outcome
each, and digitd goes on."""

import glob
import json
import os
import random
import struct
import time
import zlib

from common import Pictures, Root, arguments, finish

options = arguments("damaged", files=(3_000, 150))
pictures = Pictures(10)
root = Root()
corrupt = sorted(glob.glob(os.environ.get("DIGITD_TEST_DATA", "") + "/pngsuite/corrupt/*.png"))
codes = {"not_png", "truncated", "corrupt", "too_large", "empty"}


def mend(data):
    """The chunks with right checksums, so that damage gets deeper than the first one."""
    out, position = data[:8], 8
    while position + 12 <= len(data):
        length = struct.unpack(">I", data[position:position + 4])[0]
        body = data[position + 4:position + 8 + length]
        out += data[position:position + 4] + body + struct.pack(">I", zlib.crc32(body))
        position += 12 + length
    return out


def mutated(index):
    data = bytearray(pictures[index])
    way = index % 6
    if way == 0:
        return bytes(data[:random.randrange(len(data) - 12)])
    for _ in range(random.choice([1, 1, 2, 8, 64])):
        data[random.randrange(8 if way != 1 else 0, len(data))] = random.randrange(256)
    if way == 2:
        start = random.randrange(8, len(data))
        del data[start:start + random.randrange(1, 60)]
    if way == 3:
        start = random.randrange(8, len(data))
        data[start:start] = os.urandom(random.randrange(1, 60))
    if way in (4, 5):
        return mend(bytes(data))
    return bytes(data)


begun = time.monotonic()
root.start()
for index in range(options.files):
    # Bytes of its own behind it, so that no two are the same.
    root.drop(index, mutated(index) + b"#%d" % index)
for index, path in enumerate(corrupt, options.files):
    root.drop(index, open(path, "rb").read(), "suite/" + os.path.basename(path))
root.until("all outcomes", lambda: root.waiting() == 0, 1800)
peak = [int(line.split()[1]) for line in open(f"/proc/{root.process.pid}/status") if line.startswith("VmHWM")][0] // 1024
code = root.end()
problems = root.problems() if code == 0 else [f"digitd left with {code}"]
by_code = {}
for path in glob.glob(root.path + "/results/**/*.json", recursive=True):
    result = json.load(open(path))
    if result["status"] == "rejected":
        error = result["error"]
        by_code[error["code"]] = by_code.get(error["code"], 0) + 1
        if error["code"] not in codes or len(error["message"]) < 10 or "\n" in error["message"]:
            problems.append(f"{path}: {error}")
    elif "/suite/" in path:
        problems.append(f"{path}: {result['status']}, and it is corrupt")
if peak > 300:
    problems.append(f"{peak} MB at the peak")
if not problems:
    root.remove()
finish("damaged", options.seed, problems,
       f"{options.files} mutations and {len(corrupt)} of PngSuite: {dict(sorted(by_code.items()))} rejected, the rest read;"
       f" peak {peak} MB, {time.monotonic() - begun:.0f} s")
