"""Makes the pictures of the bench: pictures.py SOURCE OUT [SMALL [LARGE]]

SOURCE is the images file of MNIST's test set (gzipped IDX) or a folder of PNG files. OUT gets `small` (28x28 grey), and
from LARGE of them, the first of MNIST or spread over the folder, `rgb` (512x512 RGB) and `grey` (1200x900 grey): a
digit on paper with the noise of a scanner.
"""
import gzip
import pathlib
import struct
import sys

import numpy as np
from PIL import Image


def read_source(source, count, large):
    if source.is_dir():
        paths = sorted(source.rglob("*.png"))
        # Every n-th first: in order, they would all show the same digit.
        step = max(1, len(paths) // large)
        paths = [path for first in range(step) for path in paths[first::step]][:count]
        return [Image.open(path).convert("L").resize((28, 28), Image.BOX) for path in paths]
    data = gzip.open(source).read()
    found = min(count, struct.unpack(">I", data[4:8])[0])
    return [Image.frombytes("L", (28, 28), data[16 + 784 * index : 800 + 784 * index]) for index in range(found)]


def draw_scan(digit, width, height, generator):
    side = int(min(width, height) * 0.9)
    top, left = (height - side) // 2, (width - side) // 2
    ink = np.zeros((height, width), np.float32)
    ink[top : top + side, left : left + side] = np.asarray(digit.resize((side, side), Image.BICUBIC))
    return np.clip(255 - ink * 0.9 + generator.normal(0, 2.5, ink.shape), 0, 255).astype(np.uint8)


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    small, large = (int(argument) for argument in (sys.argv[3:] + ["10000", "300"])[:2])
    for name in ("small", "rgb", "grey"):
        (out / name).mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(7)
    for index, digit in enumerate(read_source(source, small, large)):
        name = f"digit-{index:05d}.png"
        digit.save(out / "small" / name)
        if index >= large:
            continue
        scan = draw_scan(digit, 512, 512, generator).astype(int)
        # Yellowish paper.
        colors = np.stack([scan, scan - 3, scan - 9], -1).clip(0, 255).astype(np.uint8)
        Image.fromarray(colors, "RGB").save(out / "rgb" / name)
        Image.fromarray(draw_scan(digit, 1200, 900, generator), "L").save(out / "grey" / name)


if __name__ == "__main__":
    main()
