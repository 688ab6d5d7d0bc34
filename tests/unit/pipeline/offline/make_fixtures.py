#!/usr/bin/env python3
"""Writes fixtures/*.png and fixtures/findings.json: two made-up surfaces, and what a plain NumPy form of the offline
engine's searches finds on them. Needs numpy and opencv-python-headless.

    tests/unit/pipeline/offline/make_fixtures.py
"""

import json
import pathlib

import cv2
import numpy as np

FOLDER = pathlib.Path(__file__).parent / "fixtures"
CELLS = 64


def surface(grained, seed):
    """240 x 180 grey values: a hole, a scratch, a rough band at the bottom, a dark strip where the part ends."""
    random = np.random.default_rng(seed)

    def texture(deviation):
        noise = cv2.GaussianBlur(random.normal(size=(180, 240)), (0, 0), 0.8 if grained else 1.5, None, 10 if grained else 1.5)
        return deviation * noise / noise.std()

    grey = 130 + texture(7) + random.normal(0, 2, (180, 240))
    grey[120:] = (150 + texture(25))[120:]
    marks = np.zeros((180, 240))
    cv2.ellipse(marks, (90, 60), (9, 6), 20, 0, 360, -0.55, -1)
    cv2.line(marks, (150, 30), (200, 80), 0.7, 3)
    grey *= 1 + cv2.GaussianBlur(marks, (0, 0), 0.8)
    grey[:, :20] = 25 + random.normal(0, 1, (180, 20))
    return np.clip(grey, 0, 255).astype(np.uint8)


def log_brightness(grey):
    return np.log(grey.astype(np.float32) + 10)


def sobel(a):
    return cv2.Sobel(a, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(a, cv2.CV_32F, 0, 1, ksize=3)


def gradient(a):
    return np.hypot(*sobel(a)) / 8


def deviations(a, least, part):
    centred = a - np.median(a[part])
    return centred / max(1.4826 * np.median(np.abs(centred[part])), least)


def components(binary, connectivity):
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary.astype(np.uint8), connectivity=connectivity)
    return [(labels == i, stats[i]) for i in range(1, count)]


def outline(region):
    return region & (cv2.erode(region.astype(np.uint8), np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT, borderValue=0) == 0)


def frame(shape, width):
    border = np.ones(shape, bool)
    border[width:-width, width:-width] = False
    return border


def strips(grey):
    """Where the part ends, told by brightness alone (no plain background in these pictures)."""
    brightness = log_brightness(cv2.cvtColor(cv2.GaussianBlur(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), (0, 0), 2), cv2.COLOR_RGB2GRAY))
    steepness, outside = gradient(brightness), np.zeros(grey.shape, bool)
    for sign in (-1, 1):
        for step in range(5):
            for region, stats in components(sign * (brightness - np.median(brightness)) > 0.9 * 1.2**step, 8):
                line = outline(region)
                inside = line & ~frame(grey.shape, 2)
                large = 0.001 * grey.size <= stats[4] <= 0.5 * grey.size
                leans = (line & frame(grey.shape, 1)).sum() >= np.sqrt(stats[4])
                if large and leans and steepness[inside].mean() >= 0.03:
                    outside |= region
    return outside


def grain_of(brightness):
    x, y = (np.median(np.abs(d)) for d in sobel(brightness))
    return "along_columns" if x > 1.25 * y else "along_rows" if y > 1.25 * x else "none"


def log_odds(evidence, even, width):
    beyond = (evidence - even) / width
    return beyond if beyond > 0 else beyond / 3


def marks(brightness, grain, outside):
    part = ~outside
    height, width = brightness.shape
    box = {"along_columns": (1, height // 2 | 1), "along_rows": (width // 2 | 1, 1), "none": (width // 2 | 1, height // 2 | 1)}[grain]
    blur = lambda a: cv2.blur(a.astype(np.float32), box, borderType=cv2.BORDER_REFLECT)
    z = deviations(brightness - blur(np.where(part, brightness, 0)) / np.maximum(blur(part), 1e-3), 0.02, part)
    z[outside] = 0
    steepness = gradient(z)
    off = frame(z.shape, 1) | (cv2.dilate(outside.astype(np.uint8), np.ones((7, 7))) > 0)
    for kind, signed in (("dark_mark", -z), ("bright_mark", z)):
        for step in range(11):
            for region, stats in components(signed > 1.5 * 1.25**step, 8):
                line = outline(region)
                if not max(12, 0.0005 * part.sum()) <= stats[4] <= 0.05 * part.sum():
                    continue
                if (line & off).sum() >= np.sqrt(stats[4]) or not (line & ~off).any():
                    continue
                yield {"kind": kind, "box": stats[:4].tolist(), "area": int(stats[4]),
                       "log_odds": float(log_odds(steepness[line & ~off].mean(), 2.5, 0.15))}


def texture(grey, grain, outside):
    """The best split: its evidence, and its cells."""
    brightness = log_brightness(cv2.resize(grey, (256, 256), interpolation=cv2.INTER_LINEAR))
    cells = lambda a: cv2.resize(a, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    part = cells(outside.astype(np.float32)) <= 0.01
    across, along = (np.log(cells(np.abs(d)) + 0.01) for d in sobel(brightness))
    if grain == "along_rows":
        across, along = along, across

    def level(a):
        flat = a - np.median(a[part])
        if grain == "along_columns":
            columns = [np.median(a[part[:, x], x]) if part[:, x].sum() >= 4 else np.median(a[part]) for x in range(CELLS)]
            flat = a - np.array(columns)
        if grain == "along_rows":
            rows = [np.median(a[y, part[y]]) if part[y].sum() >= 4 else np.median(a[part]) for y in range(CELLS)]
            flat = a - np.array(rows)[:, None]
        return np.where(part, flat, 0).astype(np.float32)

    rough = level(np.log((np.exp(across) + np.exp(along)) / 2)) if grain == "none" else level(across)
    maps = (level(cells(brightness)), level(across), level(along))
    near = cv2.dilate((~part).astype(np.uint8), np.ones((3, 3))) > 0

    def steps(a, least, avoid):
        """Per border below a row: how much the means of three cells differ, in medians."""
        found = np.array([np.abs(a[y:y + 3].mean(0) - a[max(y - 3, 0):y].mean(0)) for y in range(1, CELLS)])
        counted = ~(avoid[1:] | avoid[:-1])
        return found / max(np.median(found[counted]), least), counted

    borders = [(steps(a, least, near), steps(a.T, least, near.T)) for a, least in zip(maps, (0.01, 0.1, 0.1))]

    def evidence(region):
        means = []
        for (below, counted), (right, counted_right) in borders:
            ends, ends_right = (region[1:] != region[:-1]) & counted, (region.T[1:] != region.T[:-1]) & counted_right
            length = ends.sum() + ends_right.sum()
            means.append((below[ends].sum() + right[ends_right].sum()) / max(length, 1))
        return np.cbrt(np.prod(means)) * length**0.2

    smooth = lambda a: deviations(cv2.GaussianBlur(a, (0, 0), 3), 0.01, part)
    seen = [smooth(rough), smooth(np.abs(rough)), smooth(maps[0])]
    picture = np.dstack([np.rint(128 + 30 * np.clip(a, -4, 4)) for a in seen]).astype(np.uint8)
    starts = []
    for x0, y0, x1, y1 in [(0, 0, 64, 12), (0, 52, 64, 64), (0, 0, 12, 64), (52, 0, 64, 64), (0, 0, 64, 25), (0, 39, 64, 64),
                           (0, 0, 25, 64), (39, 0, 64, 64), (16, 16, 48, 48), (0, 0, 24, 24), (40, 0, 64, 24),
                           (0, 40, 24, 64), (40, 40, 64, 64)]:
        start = np.zeros((CELLS, CELLS), bool)
        start[y0:y1, x0:x1] = True
        starts.append(start)
    starts.append((np.max(np.abs(seen), 0) > 2) & part)

    best = (0, None)
    for start in starts:
        if start.sum() < 16 or (part & ~start).sum() < 16:
            continue
        labels = np.where(start, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
        cv2.setRNGSeed(0)
        cv2.grabCut(picture, labels, None, None, None, 2, cv2.GC_INIT_WITH_MASK)
        side = (labels & 1 > 0) & part
        if 2 * side.sum() > part.sum():
            side = part & ~side
        for region, stats in components(side, 4):
            if stats[4] < 0.02 * CELLS * CELLS:
                continue
            for hole, size in components(~region, 4):
                if size[4] < 0.02 * CELLS * CELLS:
                    region = region | (hole & part)
            best = max(best, (float(evidence(region)), region), key=lambda b: b[0])
    return best


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for name, grained, seed in (("upright", True, 3), ("grainless", False, 4)):
        grey = surface(grained, seed)
        cv2.imwrite(str(FOLDER / f"{name}.png"), grey)
        outside = strips(grey)
        brightness = cv2.GaussianBlur(log_brightness(grey), (0, 0), 1)
        grain = grain_of(brightness)
        found = sorted(marks(brightness, grain, outside), key=lambda m: -m["log_odds"])
        evidence, cells = texture(grey, grain, outside)
        expected[name] = {"grain": grain, "outside": int(outside.sum()), "marks": len(found), "best_marks": found[:12],
                          "texture": {"log_odds": log_odds(evidence, 6.5, 0.4), "share": float(cells.mean())}}
    (FOLDER / "findings.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
