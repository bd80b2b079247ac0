#!/usr/bin/env python3
"""Finds wrong labels by asking somebody who knows neither them nor what a network read.

    review-labels.py sheet READINGS.csv MNIST FOLDER KEY.csv   draws FOLDER/sheet-N.png; KEY.csv is for nobody's eyes
    review-labels.py judge KEY.csv ANSWERS.csv MNIST           prints the labels to correct, as a recipe has them

READINGS.csv is what `digitd train --readings` wrote, MNIST the folder it was taught from. The sheets show, under numbers
and in random order, the pictures whose label was not what was read with a confidence of at least 0.9, and as many that
were read as labelled with about the same confidences. ANSWERS.csv has lines of a number and the digit seen there, or "?"
where it is not plain: such labels stay. A label that was doubted is corrected where the digit seen is another. How often
the answers differ from the labels that nobody doubted says what the answers are worth.
"""

import csv
import gzip
import hashlib
import random
import sys
from pathlib import Path

SURE = 0.9
COLUMNS, ROWS, SCALE = 8, 5, 5


def pictures(folder):
    """The pictures of MNIST train, 784 bytes each, by their places."""
    for path in sorted(Path(folder).glob("train-images*ubyte*")):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        return lambda place: data[16 + place * 784 : 16 + (place + 1) * 784]
    sys.exit(f"review-labels: {folder} has no train-images-idx3-ubyte[.gz]")


def chosen(readings):
    """The doubted pictures and, for each, one that was read as labelled with the confidence next to it."""
    rows = [(int(r["place"]), int(r["given"]), int(r["digit"]), float(r["confidence"])) for r in readings]
    doubted = [row for row in rows if row[1] != row[2] and row[3] >= SURE]
    agreed = [row for row in rows if row[1] == row[2]]
    if len(agreed) < len(doubted):
        sys.exit("review-labels: more readings contradict their labels than agree with them")
    controls, taken = [], set()
    for row in doubted:
        near = min((c for c in agreed if c[0] not in taken), key=lambda c: (abs(c[3] - row[3]), c[0]))
        taken.add(near[0])
        controls.append(near)
    both = doubted + controls
    random.Random(1).shuffle(both)
    return both


def sheet(readings, mnist, folder, key):
    from PIL import Image, ImageDraw

    picture = pictures(mnist)
    rows = chosen(csv.DictReader(open(readings)))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    side = 28 * SCALE
    for start in range(0, len(rows), COLUMNS * ROWS):
        page = Image.new("L", (COLUMNS * (side + 10), ROWS * (side + 24)), 128)
        draw = ImageDraw.Draw(page)
        for offset, row in enumerate(rows[start : start + COLUMNS * ROWS]):
            x, y = offset % COLUMNS * (side + 10), offset // COLUMNS * (side + 24)
            image = Image.frombytes("L", (28, 28), picture(row[0])).resize((side, side), Image.BICUBIC)
            page.paste(image, (x, y + 16))
            draw.text((x + 4, y + 2), str(start + offset), fill=255)
        page.save(folder / f"sheet-{start // (COLUMNS * ROWS)}.png")
    with open(key, "w", newline="") as file:
        csv.writer(file).writerows([("number", "place", "label", "digit", "confidence")])
        csv.writer(file).writerows((number, *row) for number, row in enumerate(rows))
    print(f"{len(rows)} pictures, {folder}/sheet-*.png")


def read(answers):
    """The digit seen under each number."""
    seen = {}
    for line, row in enumerate(csv.reader(open(answers)), 1):
        if len(row) != 2 or not row[0].isdigit() or row[1].strip() not in [*"0123456789?"]:
            sys.exit(f'review-labels: {answers}, line {line}: not a number and a digit or "?"')
        seen[row[0]] = row[1].strip()
    return seen


def judge(key, answers, mnist):
    picture, seen = pictures(mnist), read(answers)
    corrections, doubtful, kept, controls, plain, differing = {}, 0, 0, 0, 0, 0
    for row in csv.DictReader(open(key)):
        if row["number"] not in seen:
            sys.exit(f"review-labels: {answers} has no answer for {row['number']}")
        answer, label = seen[row["number"]], row["label"]
        if label == row["digit"]:
            controls += 1
            plain += answer != "?"
            differing += answer not in (label, "?")
        elif answer == "?":
            doubtful += 1
        elif answer == label:
            kept += 1
        else:
            corrections[hashlib.sha256(picture(int(row["place"]))).hexdigest()[:16]] = int(answer)
    total = len(corrections) + doubtful + kept
    print(f"{total} doubted: {len(corrections)} wrong labels, {kept} right ones, {doubtful} not plain", file=sys.stderr)
    print(f"{controls} not doubted: {plain} plain, {differing} of them another digit than the label", file=sys.stderr)
    print(", ".join(f'"{hash}": {digit}' for hash, digit in corrections.items()))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sheet", readings, mnist, folder, key]:
            sheet(readings, mnist, folder, key)
        case ["judge", key, answers, mnist]:
            judge(key, answers, mnist)
        case _:
            sys.exit(__doc__)
