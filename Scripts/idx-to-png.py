#!/usr/bin/env python3
"""Writes the pictures of an IDX file as grey PNG files, one each, named INDEX-LABEL.png.

usage: idx-to-png.py IMAGES.gz LABELS.gz OUT [COUNT]

Uses Python's standard library alone, so that digitd is fed by an encoder it shares no code with (but for zlib).
"""
import gzip
import os
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels, width, height):
    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 6))
            + chunk(b"IEND", b""))


def main():
    images, labels, out = sys.argv[1:4]
    data = gzip.open(images).read()
    names = gzip.open(labels).read()[8:]
    count, height, width = struct.unpack(">III", data[4:16])
    count = min(count, int(sys.argv[4]) if len(sys.argv) > 4 else count)
    os.makedirs(out, exist_ok=True)
    size = width * height
    for index in range(count):
        start = 16 + index * size
        with open(f"{out}/{index:05d}-{names[index]}.png", "wb") as file:
            file.write(png(data[start:start + size], width, height))


main()
