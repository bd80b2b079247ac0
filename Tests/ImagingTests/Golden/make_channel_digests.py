#!/usr/bin/env python3
"""Makes channel_digests.txt: the SHA-256 of every PngSuite picture's channel values, by a decoder that is not libpng.

    python3 -m venv venv && venv/bin/pip install pypng
    venv/bin/python make_channel_digests.py PNGSUITE/valid > channel_digests.txt

The decoder is pypng (pure Python, its own inflate only through zlib). Each line is "digest  width height  name". The
digest is over red, green, blue, alpha of every pixel, row by row, as big-endian 16-bit numbers: values of n bits times
65535 / (2^n - 1), palettes and tRNS applied, gamma, sBIT and bKGD not.
"""

import hashlib
import pathlib
import sys

import png


def channels(path):
    """Width, height and rows of [r, g, b, a, ...] in 16 bits."""
    reader = png.Reader(filename=str(path))
    width, height, rows, info = reader.read()
    depth = info["bitdepth"]
    top = (1 << depth) - 1
    palette = reader.palette(alpha="force") if reader.color_type == 3 else None
    # The single transparent colour, in the file's own depth.
    transparent = reader.transparent
    planes = info["planes"]
    result = []
    for row in rows:
        row = list(row)
        out = []
        for at in range(0, len(row), planes):
            pixel = row[at : at + planes]
            if palette is not None:
                out.extend(value * 257 for value in palette[pixel[0]])
                continue
            scaled = [value * 65535 // top for value in pixel]
            if planes <= 2:
                color, alpha = scaled[:1] * 3, scaled[1:]
            else:
                color, alpha = scaled[:3], scaled[3:]
            if not alpha:
                hidden = transparent is not None and tuple(pixel) == tuple(transparent)
                alpha = [0 if hidden else 65535]
            out.extend(color + alpha)
        result.append(out)
    return width, height, result


def main():
    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.glob("*.png")):
        width, height, rows = channels(path)
        digest = hashlib.sha256()
        for row in rows:
            digest.update(b"".join(value.to_bytes(2, "big") for value in row))
        print(f"{digest.hexdigest()}  {width} {height}  {path.name}")


if __name__ == "__main__":
    main()
