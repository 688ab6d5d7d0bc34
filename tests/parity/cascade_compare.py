#!/usr/bin/env python3
"""Compares `saa predict --preset reference` with what the published SAA code gave (cascade_original.py) and
prints a Markdown table; the exit code says whether all of it agrees.

Candidates are compared in the order of their rescored scores. Where the original's scores differ by less than
TIE, either order is right, and candidates are matched by their boxes.
Usage: cascade_compare.py SAA_PROGRAM MODELS ORIGINAL_DIR [-- further predict options]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from pycocotools import mask as coco
from safetensors.numpy import load_file

BOX_LIMIT = 0.05  # pixels
MASK_LIMIT = 0.9999  # share of equal pixels
MAP_LIMIT = 1e-3
SCORE_LIMIT = 1e-3
TIE = 1e-5
HEAD = (
    "| image | profile | candidates | same order and phrases | box, px | score | rescored | equal mask pixels "
    "| saliency factor | map |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def predict(program, models, original, out, options):
    command = [program, "predict", original["image"], "--preset", "reference", "--engine", "official"]
    command += ["--refiner", "vit-h", "--models", models, "--profile", original["profile"]]
    command += ["--out", out, "--float-maps", "--no-overlay"]
    subprocess.run([str(word) for word in [*command, *options]], check=True, stdout=subprocess.DEVNULL)
    stem = out / Path(original["image"]).stem
    result = json.loads(stem.with_suffix(".json").read_text())
    return result, np.load(f"{stem}_anomaly_map.npy")


def ranked_regions(result):
    """Our regions that reached the confidence prompt, best first, but for the empty one that stands in where no
    box is left."""
    regions = [r for r in result["regions"] if r["rank"] is not None and r["prompt"] is not None]
    return sorted(regions, key=lambda r: r["rank"])


def ranked_candidates(original, tensors):
    pixels = original["height"] * original["width"]
    found = []
    for i, candidate in enumerate(original["candidates"]):
        mask = np.unpackbits(tensors["masks"][i], count=pixels).reshape(original["height"], original["width"])
        found.append(candidate | {"mask": mask})
    return sorted(found, key=lambda c: -c["rescored"])


def distance(region, candidate):
    return float(np.abs(np.subtract(region["box"], candidate["box"])).max())


def matched(regions, candidates):
    """Pairs in order of rank. Within a run of ties the nearest box of the same prompt is taken."""
    regions, pairs = list(regions), []
    for candidate in candidates:
        if not regions:
            break
        tied = [r for r in regions if abs(r["scores"]["rescored"] - regions[0]["scores"]["rescored"]) < TIE]
        alike = [r for r in tied if r["prompt"] == candidate["prompt"]] or tied
        best = min(alike, key=lambda r: distance(r, candidate))
        regions.remove(best)
        pairs.append((best, candidate))
    return pairs


def equal_share(region, candidate):
    return float((coco.decode(region["mask"]) == candidate["mask"]).mean())


def row(original_file, program, models, options):
    original = json.loads(original_file.read_text())
    tensors = load_file(original_file.with_suffix(".safetensors"))
    with tempfile.TemporaryDirectory() as out:
        result, anomaly_map = predict(program, models, original, Path(out), options)
    regions, candidates = ranked_regions(result), ranked_candidates(original, tensors)
    pairs = matched(regions, candidates)

    def largest(difference):
        return max((difference(r, c) for r, c in pairs), default=0.0)

    same = len(regions) == len(candidates) and all(
        r["phrase"] == c["phrase"] and r["prompt"] == c["prompt"] and (r["fate"]["rule"] == "kept") == c["kept"]
        for r, c in pairs
    )
    box = largest(distance)
    score = largest(lambda r, c: abs(r["scores"]["generator"] - c["score"]))
    rescored = largest(lambda r, c: abs(r["scores"]["rescored"] - c["rescored"]))
    factor = largest(lambda r, c: abs(r["scores"]["saliency_factor"] - c["rescored"] / c["score"]))
    equal = min((equal_share(r, c) for r, c in pairs), default=1.0)
    map_difference = float(np.abs(anomaly_map - tensors["anomaly_map"]).max())
    agrees = same and box <= BOX_LIMIT and equal >= MASK_LIMIT and map_difference <= MAP_LIMIT
    agrees = agrees and max(score, rescored) <= SCORE_LIMIT
    print(
        f"| {Path(original['image']).name} | {original['profile']} | {len(regions)} of {len(candidates)} "
        f"| {'yes' if same else 'NO'} | {box:.1e} | {score:.1e} | {rescored:.1e} | {100 * equal:.4f} % "
        f"| {factor:.1e} | {map_difference:.1e} |",
        flush=True,
    )
    return agrees


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("originals", type=Path, help="what cascade_original.py wrote")
    parser.add_argument("options", nargs="*", help="further options of saa predict, after --")
    options = parser.parse_args()
    files = sorted(options.originals.glob("*.json"))
    if not files:
        sys.exit(f"{options.originals} holds no results of cascade_original.py")
    print(HEAD)
    agree = [row(file, options.program, options.models, options.options) for file in files]
    sys.exit(0 if all(agree) else 1)


if __name__ == "__main__":
    main()
