#!/usr/bin/env python3
"""Compares the networks at their official sizes and writes the table of docs/parity.md.

The official implementations and the product load the same checkpoints: seeded random weights in the
published format and, for EfficientNet-Lite0, the published ones. Needs what wide_resnet.py and
efficientnet_lite.py need. Usage: full_size.py PARITY_MODELS_PROGRAM EFFICIENTNET_LITE0_PTH
"""

import shutil
import sys
import tempfile
from pathlib import Path

import torch
import torchvision
import efficientnet_lite
import wide_resnet
from fixture import load, save, seeded_weights
from full_size_rows import HEAD, rows_of

PAGE = Path(__file__).parents[2] / "docs" / "parity.md"
SIZES = ((256, 256), (223, 317))

INTRODUCTION = """# Parity at full size

Largest difference between saa and the official implementation, relative to the largest value of the
stage; f32, both on the CPU. The same checkpoint file is loaded by both. Written by
`tests/parity/full_size.py`; the same comparisons with small weights are part of the tests.

"""


def prepare(name, net, stages, folder):
    """<name>-<size>.safetensors: an image and what the official implementation makes of it."""
    for height, width in SIZES:
        image = torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(height))
        with torch.no_grad():
            outputs = {f"stage{i}": y for i, y in enumerate(stages(net, image))}
        save(f"{name}-{height}x{width}", {}, {"image": image} | outputs, folder)


def main():
    program, lite0_file = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wide = torchvision.models.wide_resnet50_2()
        weights = seeded_weights(wide, seed=11)
        # The form in which torchvision publishes this network: a plain pickle.
        torch.save(weights, folder / "wide_resnet50_2.pth", _use_new_zipfile_serialization=False)
        prepare("wide_resnet50_2", load(wide, weights), wide_resnet.stages, folder)

        lite0 = efficientnet_lite.network()
        shutil.copy(lite0_file, folder / "efficientnet_lite0.pth")
        load(lite0, torch.load(lite0_file, map_location="cpu", weights_only=True))
        prepare("efficientnet_lite0", lite0, efficientnet_lite.stages, folder)

        rows = rows_of(program, "FullSize.*", folder)
    PAGE.write_text(INTRODUCTION + HEAD + "\n" + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
