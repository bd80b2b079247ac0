#!/usr/bin/env python3
"""Puts known digits into scenes that make them hard to find: to see what the normalisation misses.

    make-scenes.py MNIST OUT [COUNT [SEED]]     COUNT pictures (default 60) of each kind, in OUT/KIND/{0..9}

MNIST is the folder with its training files (*train-images*, gzip-compressed IDX). Needs numpy, Pillow and scipy; the
same COUNT and SEED give the same pictures. 'digitd evaluate --data OUT/KIND' reads them, 'digitd classify --explain
--picture sheet.png OUT/KIND' shows what was taken for ink.
"""
import colorsys
import glob
import gzip
import io
import os
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

random = np.random.default_rng(int(sys.argv[4]) if len(sys.argv) > 4 else 5)


def load(folder):
    def read(pattern, offset):
        return np.frombuffer(gzip.open(glob.glob(f"{folder}/{pattern}")[0]).read(), np.uint8, offset=offset)

    return read("*train-images*", 16).reshape(-1, 28, 28), read("*train-labels*", 8)


def digit(index, side, widen=0.0):
    """A digit as coverage 0 to 1, its longer side `side` pixels; strokes widened by `widen` of its 20 pixels."""
    picture = images[index]
    rows, columns = np.nonzero(picture > 40)
    picture = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    factor = side / max(picture.shape)
    size = tuple(max(1, round(length * factor)) for length in picture.shape[::-1])
    cover = np.asarray(Image.fromarray(picture).resize(size, Image.BICUBIC if factor > 1 else Image.BOX), float) / 255
    if factor > 2:
        cover = np.clip((ndimage.gaussian_filter(cover, factor * 0.35) - 0.5) * 3 + 0.5, 0, 1)
    if widen > 0:
        reach = max(1, round(widen * side / 20))
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        cover = ndimage.grey_dilation(np.pad(cover, reach + 1), footprint=y * y + x * x <= reach * reach + 0.5)
    return cover


def place(canvas, cover, x, y):
    (height, width), (h, w) = canvas.shape, cover.shape
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    if right > left and bottom > top:
        part = cover[top - y : bottom - y, left - x : right - x]
        canvas[top:bottom, left:right] = np.maximum(canvas[top:bottom, left:right], part)


def placed(height, width, share, index, widen=0.0):
    """A picture of coverage with a digit somewhere in it, and the digit's box (x, y, width, height)."""
    canvas, cover = np.zeros((height, width)), digit(index, max(8, round(min(height, width) * share)), widen)
    x, y = (int(random.integers(0, max(1, room))) for room in (width - cover.shape[1], height - cover.shape[0]))
    place(canvas, cover, x, y)
    return canvas, (x, y, cover.shape[1], cover.shape[0])


def noise(shape, blur, deviation):
    values = ndimage.gaussian_filter(random.normal(size=shape), blur)
    return values / values.std() * deviation


def light(shape, strength):
    """Light that falls off by `strength` in some direction."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    angle = random.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * x / shape[1] + np.sin(angle) * y / shape[0]
    return 1 - strength * (slope - slope.min()) / (slope.max() - slope.min())


def mixed(cover, paper, ink):
    return np.array(paper) * (1 - cover[..., None]) + np.array(ink) * cover[..., None]


def sizes(low, high):
    return random.integers(low, high, 2)


def pencil(index):
    h, w = sizes(150, 500)
    cover, _ = placed(h, w, random.uniform(0.3, 0.8), index)
    grain = np.clip(0.75 + noise((h, w), 0.7, 0.35), 0, 1)
    paper = (random.uniform(190, 250) + noise((h, w), 1, 2.5)) * light((h, w), random.uniform(0, 0.3))
    return paper - cover * grain * random.uniform(30, 110)


def shadow(index):
    h, w = sizes(200, 700)
    cover, box = placed(h, w, random.uniform(0.3, 0.7), index)
    y, x = np.mgrid[0:h, 0:w]
    angle, (u, v) = random.uniform(0, 2 * np.pi), random.uniform(0, 1, 2)
    beyond = np.cos(angle) * (x - box[0] - u * box[2]) + np.sin(angle) * (y - box[1] - v * box[3])
    dim = light((h, w), 0.3) * (1 - random.uniform(0.3, 0.6) / (1 + np.exp(-beyond / random.uniform(3, 30))))
    paper = random.uniform(180, 240)
    scene = mixed(cover, (paper, paper * 0.98, paper * 0.93), random.uniform(20, 90, 3)) * dim[..., None]
    scene = np.clip(scene + noise((h, w), 0.6, 3)[..., None], 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(scene).save(file, "JPEG", quality=80)
    return np.asarray(Image.open(file), float)


def strip(index):
    h, w = sizes(150, 500)
    cover, _ = placed(h, w, random.uniform(0.2, 0.5), index)
    y, x = np.mgrid[0:h, 0:w]
    beyond = x - w * random.uniform(0.03, 0.3) - random.uniform(-0.15, 0.15) * (y - h / 2)
    dim = 1 - random.uniform(0.4, 0.6) / (1 + np.exp(-beyond / random.uniform(2, 15)))
    scene = (220 - cover * random.uniform(120, 190)) * dim * light((h, w), 0.15) + noise((h, w), 0.7, 3)
    return scene


def ruled(index):
    h, w = sizes(200, 500)
    cover, _ = placed(h, w, random.uniform(0.4, 0.8), index)
    scene = np.full((h, w, 3), random.uniform(225, 252))
    step, width = int(random.integers(25, 80)), int(random.integers(1, 3))
    color = [random.uniform(120, 200), random.uniform(150, 210), random.uniform(200, 240)]
    for y in range(int(random.integers(0, step)), h, step):
        scene[y : y + width] = color
    if random.random() < 0.5:
        for x in range(int(random.integers(0, step)), w, step):
            scene[:, x : x + width] = color
    scene = scene * (1 - cover[..., None]) + random.uniform(0, 80, 3) * cover[..., None]
    return scene * light((h, w), random.uniform(0, 0.25))[..., None] + noise((h, w), 0.7, 2)[..., None]


def neighbors(index):
    h = int(random.integers(60, 300))
    w = int(h * random.uniform(0.9, 1.3))
    canvas, side = np.zeros((h, w)), int(h * random.uniform(0.6, 0.85))
    cover = digit(index, side)
    left, gap = (w - cover.shape[1]) // 2, random.uniform(0.12, 0.3) * side
    place(canvas, cover, left, (h - cover.shape[0]) // 2)
    for isLeft in (True, False):
        other = digit(int(random.integers(len(labels))), int(side * random.uniform(0.8, 1.1)))
        seen = int(min(other.shape[1] * 0.7, left - gap if isLeft else w - left - cover.shape[1] - gap))
        if seen >= 2 and random.random() < 0.8:
            place(canvas, other, seen - other.shape[1] if isLeft else w - seen, (h - other.shape[0]) // 2)
    paper = random.uniform(200, 255)
    scene = paper - canvas * (paper - random.uniform(0, 100)) + noise((h, w), 0.7, 2)
    return 255 - scene if random.random() < 0.3 else scene


def tiny(index):
    h, w = sizes(700, 1800)
    cover, _ = placed(h, w, random.uniform(0.03, 0.08), index)
    paper = random.uniform(170, 245)
    scene = (paper - cover * random.uniform(70, 160)) * light((h, w), random.uniform(0, 0.35))
    return scene + noise((h, w), 0.8, random.uniform(1, 4))


def tinted(index):
    h, w = sizes(100, 400)
    cover, _ = placed(h, w, random.uniform(0.3, 0.8), index)
    paper = np.array(colorsys.hsv_to_rgb(random.random(), random.uniform(0.1, 0.5), random.uniform(0.7, 1))) * 255
    ink = np.array(colorsys.hsv_to_rgb(random.random(), random.uniform(0.5, 1), random.uniform(0.2, 0.7))) * 255
    return mixed(cover, paper, ink) + noise((h, w), 0.7, 3)[..., None]


def close(index):
    cover = digit(index, int(random.integers(16, 300)), random.choice([0, 1.0]))
    rows, columns = np.nonzero(cover > 0.5)
    cover = cover[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    dark, bright = random.uniform(0, 90), random.uniform(150, 255)
    scene = bright - cover * (bright - dark) + noise(cover.shape, 0.7, 3)
    return 255 - scene if random.random() < 0.5 else scene


def broad(index):
    h = int(random.integers(40, 400))
    cover, _ = placed(h, int(h * random.uniform(0.9, 1.4)), random.uniform(0.5, 0.8), index, random.uniform(0.8, 1.6))
    return cover * 255 if random.random() < 0.5 else 255 - cover * 255


def transparent(index):
    h, w = sizes(60, 400)
    cover, _ = placed(h, w, random.uniform(0.4, 0.85), index, random.choice([0, 0.5]))
    scene = np.zeros((h, w, 4))
    scene[..., :3] = random.choice([0, 255]) if random.random() < 0.6 else random.uniform(0, 255, 3)
    scene[..., 3] = cover * 255
    return scene


def table(index):
    h, w = sizes(300, 800)
    scene = np.full((h, w), random.uniform(30, 110)) + noise((h, w), 4, 8)
    left, right = int(w * random.uniform(0.02, 0.2)), int(w * random.uniform(0.8, 0.98))
    top, bottom = int(h * random.uniform(0.02, 0.2)), int(h * random.uniform(0.8, 0.98))
    sheet, cover = np.zeros((h, w)), np.zeros((h, w))
    sheet[top:bottom, left:right] = 1
    sheet = ndimage.gaussian_filter(ndimage.rotate(sheet, random.uniform(-4, 4), reshape=False, order=1), 1)
    inner = cover[top + 10 : bottom - 10, left + 10 : right - 10]
    inner[:] = placed(*inner.shape, random.uniform(0.3, 0.7), index)[0]
    scene = scene * (1 - sheet) + random.uniform(190, 245) * sheet
    scene = scene * (1 - cover) + random.uniform(10, 80) * cover
    return scene * light((h, w), 0.25) + noise((h, w), 0.7, 3)


def board(index):
    h, w = sizes(200, 600)
    cover, _ = placed(h, w, random.uniform(0.3, 0.75), index)
    chalk = cover * np.clip(0.8 + noise((h, w), 0.8, 0.3), 0, 1) * random.uniform(90, 170)
    smear = np.clip(noise((h, w), 18, 10), -5, 25)
    return (random.uniform(25, 80) + smear + chalk) * light((h, w), 0.3) + noise((h, w), 0.7, 4)


def form(index):
    h, w = sizes(80, 300)
    inset, width = int(min(h, w) * random.uniform(0.03, 0.12)), int(random.integers(1, 4))
    scene, cover = np.full((h, w), random.uniform(225, 255)), np.zeros((h, w))
    line = random.uniform(0, 160)
    scene[inset : h - inset, inset : w - inset] = line
    edge = inset + width
    scene[edge : h - edge, edge : w - edge] = random.uniform(225, 255)
    inner = cover[edge + 3 : h - edge - 3, edge + 3 : w - edge - 3]
    inner[:] = placed(*inner.shape, random.uniform(0.6, 0.95), index)[0]
    return scene * (1 - cover) + random.uniform(0, 90) * cover + noise((h, w), 0.7, 3)


def dithered(index):
    h, w = sizes(60, 300)
    cover, _ = placed(h, w, random.uniform(0.4, 0.8), index)
    scene = Image.fromarray((random.uniform(215, 250) - cover * random.uniform(120, 200)).astype(np.uint8))
    return np.asarray(scene.convert("1").convert("L"), float)


def blurred(index):
    h, w = sizes(100, 500)
    cover, box = placed(h, w, random.uniform(0.3, 0.8), index)
    cover = ndimage.gaussian_filter(cover, box[3] * random.uniform(0.02, 0.07))
    scene = (random.uniform(150, 240) - cover * random.uniform(50, 150)) * light((h, w), random.uniform(0, 0.4))
    return scene + noise((h, w), 0.7, 2)


def grid(height, width):
    """Where each pixel is, across and down, as shares of the picture."""
    y, x = np.mgrid[0:height, 0:width]
    return x / width, y / height


def vignette(index):
    h, w = sizes(200, 700)
    cover, _ = placed(h, w, random.uniform(0.25, 0.6), index)
    x, y = grid(h, w)
    fall = 1 - random.uniform(0.3, 0.8) * 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    return (random.uniform(170, 240) - cover * random.uniform(80, 150)) * fall + noise((h, w), 0.8, 3)


def glare(index):
    h, w = sizes(200, 700)
    cover, _ = placed(h, w, random.uniform(0.25, 0.6), index)
    x, y = grid(h, w)
    spot = ((x - random.random()) / random.uniform(0.1, 0.3)) ** 2 + ((y - random.random()) / random.uniform(0.1, 0.3)) ** 2
    scene = random.uniform(120, 180) - cover * random.uniform(80, 110)
    return scene + np.exp(-spot) * random.uniform(60, 110) + noise((h, w), 0.8, 3)


def circled(index):
    h, w = sizes(150, 500)
    cover, (left, top, width, height) = placed(h, w, random.uniform(0.25, 0.45), index)
    y, x = np.mgrid[0:h, 0:w]
    across = (x - left - width / 2) / (max(width, height) * random.uniform(0.75, 1))
    down = (y - top - height / 2) / (height * random.uniform(0.75, 1))
    ring = np.clip(1.5 - np.abs(np.hypot(across, down) - 1) * max(width, height) / random.uniform(2, 5), 0, 1)
    paper, ink = random.uniform(200, 250), random.uniform(10, 90)
    return paper - np.maximum(cover, ring) * (paper - ink) + noise((h, w), 0.7, 3)


def underlined(index):
    h, w = sizes(120, 400)
    cover, (left, top, width, height) = placed(h, w, random.uniform(0.3, 0.55), index)
    pen = max(2, int(height * random.uniform(0.03, 0.08)))
    y = min(h - pen - 1, int(top + height * random.uniform(1.1, 1.3)))
    cover[y : y + pen, max(0, int(left - width * random.uniform(0, 0.5))) : int(left + width * random.uniform(1, 1.5))] = 1
    return random.uniform(200, 250) - cover * random.uniform(100, 180) + noise((h, w), 0.7, 3)


def holes(index):
    """A row of holes along the left side, as sheets from a spiral pad have."""
    h, w = sizes(200, 600)
    cover, _ = placed(h, w, random.uniform(0.3, 0.6), index)
    y, x = np.mgrid[0:h, 0:w]
    step = int(h / random.integers(6, 14))
    radius = step * random.uniform(0.2, 0.35)
    column, hole = random.uniform(1.2, 2.5) * radius, np.zeros((h, w))
    for row in range(step // 2, h, step):
        hole = np.maximum(hole, np.clip(radius + 0.5 - np.hypot(x - column, y - row), 0, 1))
    scene = random.uniform(210, 250) - cover * random.uniform(100, 180)
    return (scene * (1 - hole) + random.uniform(20, 90) * hole) * light((h, w), 0.15) + noise((h, w), 0.7, 3)


def finger(index):
    """A fingertip that reaches into the picture from one side, now and then onto the digit."""
    h, w = sizes(250, 700)
    cover, _ = placed(h, w, random.uniform(0.25, 0.45), index)
    y, x = np.mgrid[0:h, 0:w]
    from_x, from_y, angle = x - random.choice([0, w]), y - random.uniform(0, h), random.uniform(-0.5, 0.5)
    along = (from_x * np.cos(angle) + from_y * np.sin(angle)) / (w * random.uniform(0.15, 0.3))
    beside = (from_y * np.cos(angle) - from_x * np.sin(angle)) / (h * random.uniform(0.08, 0.15))
    tip = 1 / (1 + np.exp(-(1 - np.hypot(along, beside)) * random.uniform(15, 40)))
    paper, ink = random.uniform(190, 240), random.uniform(20, 80)
    scene = mixed(tip, [0, 0, 0], np.array([205, 150, 125]) * random.uniform(0.5, 1))
    scene += ((paper - cover * (paper - ink)) * (1 - tip))[..., None]
    return scene * light((h, w), 0.25)[..., None] + noise((h, w), 0.8, 3)[..., None]


def barred(index):
    """Black bars along one side or two of a scan."""
    h, w = sizes(200, 700)
    cover, _ = placed(h, w, random.uniform(0.3, 0.6), index)
    scene = random.uniform(225, 252) - cover * random.uniform(100, 200) + noise((h, w), 0.6, 2)
    for side in random.permutation(4)[: int(random.integers(1, 3))]:
        deep = int(random.uniform(3, min(h, w) * 0.08))
        part = (np.s_[:deep], np.s_[-deep:], np.s_[:, :deep], np.s_[:, -deep:])[side]
        scene[part] = random.uniform(0, 40)
    return scene


def squared(index):
    """The squares that programs show where a picture is transparent."""
    h, w = sizes(120, 400)
    side = int(random.choice([8, 10, 16]))
    y, x = np.mgrid[0:h, 0:w]
    ground = np.where((x // side + y // side) % 2, 255.0, 204.0)
    cover, _ = placed(h, w, random.uniform(0.5, 0.85), index, random.uniform(-0.5, 0.5))
    return ground * (1 - cover) + cover * random.uniform(0, 60)


def folded(index):
    """A fold across the paper, which is darker on one side of it."""
    h, w = sizes(200, 600)
    cover, _ = placed(h, w, random.uniform(0.3, 0.6), index)
    y, x = np.mgrid[0:h, 0:w]
    angle = random.uniform(0, np.pi)
    beyond = (x - w * random.uniform(0.2, 0.8)) * np.cos(angle) + (y - h * random.uniform(0.2, 0.8)) * np.sin(angle)
    fold = 1 + np.where(beyond > 0, -random.uniform(0.05, 0.2), 0)
    fold -= random.uniform(0.1, 0.4) * np.exp(-((beyond / random.uniform(1, 4)) ** 2))
    return (random.uniform(190, 245) - cover * random.uniform(90, 170)) * fold + noise((h, w), 0.7, 3)


def grained(index):
    cover = digit(index, int(random.integers(50, 300)), random.choice([0, 1.0]))
    rows, columns = np.nonzero(cover > 0.5)
    cover = cover[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    dark, bright = random.uniform(40, 110), random.uniform(180, 235)
    scene = bright - cover * (bright - dark) + noise(cover.shape, random.uniform(0, 0.8), random.uniform(5, 12))
    return 255 - scene if random.random() < 0.5 else scene


def thrown(index):
    h, w = sizes(300, 700)
    side = int(min(h, w) * random.uniform(0.5, 0.65))
    angle = random.choice([-1, 1]) * random.uniform(5, 30)
    note = np.zeros((h, w))
    top, left = (h - side) // 2, (w - side) // 2
    note[top : top + side, left : left + side] = 1
    cover = np.zeros((h, w))
    cover[top : top + side, left : left + side] = placed(side, side, random.uniform(0.4, 0.65), index)[0]
    note, cover = (np.clip(ndimage.rotate(x, angle, reshape=False, order=1), 0, 1) for x in (note, cover))
    scene = np.full((h, w), random.uniform(30, 120)) * (1 - note) + random.uniform(180, 240) * note
    scene = scene * (1 - cover) + random.uniform(10, 80) * cover
    return scene * light((h, w), 0.25) + noise((h, w), 0.7, 3)


def hanging(index):
    """Lines as dark as the digit, which hangs on them: of a page, or the one of a form."""
    h, w = sizes(220, 600)
    cover, (x, y, _, height) = placed(h, w, random.uniform(0.25, 0.5), index)
    gap = max(12, round(height * random.uniform(0.45, 1.1)))
    lines = np.zeros((h, w))
    thick = int(random.integers(1, 4))
    if random.random() < 0.3:
        rows, start, end = [y + round(height * random.uniform(0.7, 0.95))], round(w * 0.06), round(w * 0.94)
    else:
        rows, start, end = range((y + round(height * 0.8)) % gap, h, gap), 0, w
    for row in rows:
        lines[row : row + thick, start:end] = 1
    if random.random() < 0.3:
        lines[:, x : x + thick] = 1
    if random.random() < 0.5:
        lines = np.clip(ndimage.rotate(lines, random.uniform(-2, 2), reshape=False, order=1, mode="nearest"), 0, 1)
    paper, ink = random.uniform(200, 250), random.uniform(20, 120)
    line = ink + random.uniform(-20, 30)
    scene = paper - lines * (paper - line)
    return np.minimum(scene, paper - cover * (paper - ink)) * light((h, w), 0.15) + noise((h, w), 0.7, 2)


def screen(index):
    """A photograph on a screen, between two bars with signs on them."""
    w = int(random.integers(200, 420))
    h, part = int(w * random.uniform(1.5, 2.1)), int(w * random.uniform(0.7, 1.2))
    cover, _ = placed(part, w, random.uniform(0.35, 0.65), index)
    paper, ink = random.uniform(150, 235), random.uniform(10, 80)
    scene = np.full((h, w), float(random.choice([0, 0, 24, 255])))
    top = int((h - part) * random.uniform(0.35, 0.65))
    photograph = (paper - cover * (paper - ink)) * light((part, w), 0.3) + noise((part, w), 0.7, 3)
    scene[top : top + part] = np.clip(photograph, 0, 255)
    for number in range(4):
        x = round(w * (number + 0.5) / 4)
        scene[h - w // 10 : h - w // 16, x : x + w // 30] = 128
    return scene


def dark(index):
    """A picture that was taken in the dark."""
    h, w = sizes(150, 500)
    cover, _ = placed(h, w, random.uniform(0.3, 0.65), index)
    paper = random.uniform(14, 60)
    scene = (paper - cover * paper * random.uniform(0.35, 0.8)) * light((h, w), 0.3)
    return scene + noise((h, w), 0.6, random.uniform(0.3, 1.2))


def aslant(index):
    """A sheet seen from the side, or a scrap of paper, on a table."""
    h, w = sizes(280, 650)
    side = int(min(h, w) * random.uniform(0.6, 0.85))
    corners = int(random.choice([4, 4, 5, 6]))
    turns = np.sort(np.arange(corners) + random.uniform(-0.25, 0.25, corners)) * 2 * np.pi / corners + np.pi / 4
    y, x = np.mgrid[0:h, 0:w] - np.array([h / 2, w / 2])[:, None, None]
    sheet, points = np.ones((h, w)), np.stack([np.cos(turns), np.sin(turns)], 1) * side * random.uniform(0.5, 0.62, (corners, 1))
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, 0)):
        along = np.hypot(bx - ax, by - ay)
        sheet *= np.clip(0.5 + ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / along, 0, 1)
    cover = np.zeros((h, w))
    mark = digit(index, round(side * random.uniform(0.3, 0.45)))
    place(cover, mark, (w - mark.shape[1]) // 2, (h - mark.shape[0]) // 2)
    scene = random.uniform(30, 110) * (1 - sheet) + random.uniform(185, 240) * sheet
    scene = scene * (1 - cover) + random.uniform(10, 80) * cover
    return scene * light((h, w), 0.2) + noise((h, w), 0.7, 3)


KINDS = (
    pencil, shadow, strip, ruled, neighbors, tiny, tinted, close, broad, transparent, table, board, form, dithered, blurred,
    vignette, glare, circled, underlined, holes, finger, barred, squared, folded, grained, thrown, hanging, screen,
    dark, aslant,
)

if __name__ == "__main__":
    images, labels = load(sys.argv[1])
    out, count = sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 60
    for kind in KINDS:
        for number in range(count):
            index = int(random.integers(len(labels)))
            folder = f"{out}/{kind.__name__}/{labels[index]}"
            os.makedirs(folder, exist_ok=True)
            scene = np.clip(kind(index), 0, 255).round().astype(np.uint8)
            Image.fromarray(scene).save(f"{folder}/{number:03d}.png")
