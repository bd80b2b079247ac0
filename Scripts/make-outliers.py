#!/usr/bin/env python3
"""Makes pictures that show no digit, by other means than digitd's own drawing: to measure how many it would classify.

    make-outliers.py OUT [COUNT]     COUNT pictures (default 500) in each of OUT/{letters,textures,photographs,clothes}

Needs Pillow, numpy and scikit-learn (for its two photographs), and TrueType fonts below /usr/share/fonts; the same
COUNT and fonts give the same pictures. Letters: A B E F H K M N R W X d h k m n w x in every font that is found.
"""
import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LETTERS = "ABEFHKMNRWXdhkmnwx"
# Symbols, other scripts, and fonts whose letters are boxes.
SKIPPED = ("symbol", "emoji", "math", "icon", "dingbat", "barcode", "d050000l", "standardsymbols", "awesome")


def fonts():
    found = []
    for path in sorted(pathlib.Path("/usr/share/fonts").rglob("*")):
        if path.suffix.lower() in (".ttf", ".otf") and not any(word in path.name.lower() for word in SKIPPED):
            found.append(path)
    return found


def paper(random, width, height):
    """A tinted sheet with grain and uneven light."""
    light = random.uniform(190, 255)
    y, x = np.mgrid[0:height, 0:width]
    slope = random.uniform(-25, 25) * x / width + random.uniform(-25, 25) * y / height
    grain = random.normal(0, random.uniform(0, 4), (height, width))
    return np.clip(light + slope + grain, 0, 255)


def letter(random, faces):
    side = int(random.integers(48, 320))
    face = ImageFont.truetype(str(faces[random.integers(len(faces))]), int(side * random.uniform(0.45, 0.8)))
    text = LETTERS[random.integers(len(LETTERS))]
    mask = Image.new("L", (side, side), 0)
    box = face.getbbox(text)
    at = ((side - box[2] + box[0]) / 2 - box[0], (side - box[3] + box[1]) / 2 - box[1])
    ImageDraw.Draw(mask).text(at, text, fill=255, font=face)
    mask = mask.rotate(random.uniform(-8, 8), resample=Image.BICUBIC)
    ink = np.asarray(mask, float) / 255 * random.uniform(0.6, 1)
    picture = paper(random, side, side) * (1 - ink) + random.uniform(0, 70) * ink
    return 255 - picture if random.random() < 0.25 else picture


def texture(random):
    side = int(random.integers(28, 300))
    y, x = np.mgrid[0:side, 0:side] / side
    kind = random.integers(6)
    angle, often = random.uniform(0, np.pi), random.uniform(2, 14)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    if kind == 0:
        picture = np.sin(2 * np.pi * often * along)
    elif kind == 1:
        picture = np.sin(2 * np.pi * often * along) * np.sin(2 * np.pi * often * across)
    elif kind == 2:
        picture = np.sign(np.sin(2 * np.pi * often * along) * np.sin(2 * np.pi * often * across))
    elif kind == 3:
        picture = random.normal(0, 1, (side, side))
    elif kind == 4:
        noise = Image.fromarray(random.uniform(0, 255, (side, side)).astype(np.uint8))
        blurred = np.asarray(noise.filter(ImageFilter.GaussianBlur(side * random.uniform(0.01, 0.08))), float)
        picture = (blurred - blurred.mean()) / (blurred.std() + 1e-6)
    else:
        rows = np.floor(y * often)
        picture = np.where((np.modf(y * often)[0] < 0.12) | (np.modf(x * often / 2 + 0.5 * (rows % 2))[0] < 0.06), -1, 1)
    return np.clip(128 + random.uniform(30, 127) * picture + random.normal(0, 6, (side, side)), 0, 255)


def photograph(random, photographs):
    picture = photographs[random.integers(len(photographs))]
    height, width = picture.shape
    side = int(random.integers(40, min(height, width)))
    top, left = random.integers(height - side), random.integers(width - side)
    crop = Image.fromarray(picture[top : top + side, left : left + side])
    size = int(random.integers(28, 400))
    return np.asarray(crop.resize((size, size), Image.BICUBIC), float)


def garment(random):
    side = int(random.integers(40, 300))
    shape = Image.new("L", (side * 4, side * 4), 0)
    draw = ImageDraw.Draw(shape)

    def fill(*points):
        draw.polygon([(px * side * 4, py * side * 4) for px, py in points], fill=255)

    kind = random.integers(5)
    wide = random.uniform(-0.06, 0.06)
    if kind == 0:
        fill((0.3 - wide, 0.12), (0.7 + wide, 0.12), (0.95, 0.4), (0.82, 0.48), (0.72, 0.38), (0.72, 0.9), (0.28, 0.9),
             (0.28, 0.38), (0.18, 0.48), (0.05, 0.4))
    elif kind == 1:
        fill((0.3, 0.08), (0.7, 0.08), (0.8 + wide, 0.92), (0.58, 0.92), (0.5, 0.3), (0.42, 0.92), (0.2 - wide, 0.92))
    elif kind == 2:
        fill((0.38, 0.06), (0.62, 0.06), (0.64, 0.35), (0.85 + wide, 0.92), (0.15 - wide, 0.92), (0.36, 0.35))
    elif kind == 3:
        fill((0.06, 0.6), (0.3, 0.5), (0.5, 0.62), (0.9, 0.7), (0.95, 0.84), (0.06, 0.84))
    else:
        fill((0.1, 0.4), (0.9, 0.4), (0.94, 0.9), (0.06, 0.9))
        draw.arc([side * 1.2, side * 0.6, side * 2.8, side * 2.6], 180, 360, fill=255, width=int(side * 0.2))
    shape = shape.resize((side, side), Image.LANCZOS).rotate(random.uniform(-6, 6), resample=Image.BICUBIC)
    ink = np.asarray(shape, float) / 255
    y, x = np.mgrid[0:side, 0:side] / side
    cloth = random.uniform(20, 150) + random.uniform(0, 35) * np.sin(2 * np.pi * random.uniform(1, 6) * (x + wide * y))
    picture = paper(random, side, side) * (1 - ink) + cloth * ink
    return 255 - picture if random.random() < 0.5 else picture


def main():
    out, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500
    from sklearn.datasets import load_sample_images

    photographs = [np.asarray(Image.fromarray(image).convert("L")) for image in load_sample_images().images]
    faces = fonts()
    if not faces:
        sys.exit("make-outliers.py: no fonts below /usr/share/fonts; install some, such as fonts-dejavu-core")
    kinds = {
        "letters": lambda random: letter(random, faces),
        "textures": texture,
        "photographs": lambda random: photograph(random, photographs),
        "clothes": garment,
    }
    for kind, draw in kinds.items():
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        for index in range(count):
            random = np.random.default_rng([index, sorted(kinds).index(kind)])
            picture = np.clip(draw(random), 0, 255).astype(np.uint8)
            Image.fromarray(picture).save(folder / f"{index:04d}.png")
    print(f"{count} pictures of each kind in {out}; letters in {len(faces)} fonts")


if __name__ == "__main__":
    main()
