#!/usr/bin/env python3
"""Compares `saa predict` with the transcriptions of utad.py and winclip.py at the official sizes:
seeded checkpoints of WideResNet50-2 and of open_clip's ViT-B-16-plus-240, a small picture in, maps
out. Prints rows of a table.

Needs what utad.py and winclip.py need. Usage: baselines_full.py SAA_PROGRAM MERGES_OF_CLIP
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import open_clip
import torch
import torchvision
import utad
import winclip
from fixture import load, seeded_weights
from PIL import Image

UTAD_UNIT = 10  # the distance that scores 1


def seeded(network, file):
    weights = seeded_weights(network, seed=3)
    torch.save(weights, file)
    return load(network, weights)


def utad_maps(models, picture):
    net = seeded(torchvision.models.wide_resnet50_2(), models / "wide_resnet50_2-95faca4d.pth")
    yield "utad", "wide-resnet50", utad.anomaly_map(utad.features(net, picture)) / UTAD_UNIT


def winclip_maps(models, picture):
    files = [f"vit_b_16_plus_240-laion400m_{epoch}.pt" for epoch in ("e31-8fb26589", "e32-699c4b84")]
    net = seeded(open_clip.create_model("ViT-B-16-plus-240"), models / files[0])
    (models / files[1]).symlink_to(files[0])
    winclip.PATCH, winclip.GRID, winclip.SIDE = 16, 15, 240
    for name, variant in winclip.VARIANTS.items():
        yield "winclip", name, winclip.anomaly_map(net, picture, variant).numpy()


def predicted(saa, folder, method, variant):
    words = ["--object", winclip.PART] if method == "winclip" else []
    subprocess.run([saa, "predict", folder / "picture.png", "--method", method, "--method-variant", variant, *words,
                    "--models", folder, "--out", folder / "out", "--float-maps", "--no-overlay", "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    return np.load(folder / "out" / "picture_anomaly_map.npy")


def main():
    saa, merges = sys.argv[1:]
    picture = utad.picture()
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        folder = Path(scratch)
        shutil.copy(merges, folder / "bpe_simple_vocab_16e6.txt.gz")
        Image.fromarray(picture).save(folder / "picture.png")
        height, width = picture.shape[:2]
        print("| network | image | stage | shape | relative difference |\n| --- | --- | --- | --- | --- |")
        for maps in (utad_maps, winclip_maps):
            for method, variant, scores in maps(folder, picture):
                expected = cv2.resize(scores.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
                found = predicted(saa, folder, method, variant)
                # Of the range: all of a map may lie near one value.
                difference = np.abs(found - expected).max() / np.ptp(expected)
                print(f"| {method} {variant} | {height}x{width} | map, relative to its range "
                      f"| [{height}, {width}] | {difference:.6g} |", flush=True)


if __name__ == "__main__":
    main()
