#!/usr/bin/env python3
"""Makes detector_sizes.txt: the sizes at which the official code shows images to GroundingDINO.

Lines of width, height, width seen, height seen; sizes at which the official code fails are left out. Needs groundingdino-py and what it needs.
"""

import random
from pathlib import Path

from groundingdino.datasets import transforms
from PIL import Image

TABLE = Path(__file__).parents[1] / "unit" / "pipeline" / "official" / "detector_sizes.txt"


QUERIES = 900


def places(width, height):
    """What the network has for its queries to choose from: patches of 4, then halved four times."""
    width, height, total = -(-width // 4), -(-height // 4), 0
    for _ in range(4):
        width, height = -(-width // 2), -(-height // 2)
        total += width * height
    return total


def main():
    random.seed(3)
    sizes = [(800, 800), (800, 600), (1500, 1000), (1562, 960), (401, 1333), (1333, 800), (1334, 800),
             (640, 384), (384, 640), (1, 1), (2, 3), (1600, 960), (1599, 960), (3, 5), (1000, 600)]
    sizes += [(random.randint(8, 2500), random.randint(8, 2500)) for _ in range(300)]
    resize = transforms.RandomResize([800], max_size=1333)
    lines = []
    for width, height in sizes:
        seen, _ = resize(Image.new("RGB", (width, height)), None)
        if min(seen.size) > 0 and places(*seen.size) >= QUERIES:
            lines.append(f"{width} {height} {seen.width} {seen.height}\n")
    TABLE.write_text("".join(lines))


if __name__ == "__main__":
    main()
