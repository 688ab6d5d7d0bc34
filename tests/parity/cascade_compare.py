#!/usr/bin/env python3
"""Compares `saa predict --preset reference` with what the published SAA code gave (cascade_original.py) and
prints a Markdown table; the exit code says whether all of it agrees.

Each candidate of the original is compared with ours of the same prompt whose box is nearest, and their order by
rescored score. Where the original's scores differ by less than TIE, either order is right. Rounding turns a decision
that the original made by less than ROUNDING: which of two queries comes first, whether a word belongs to a phrase. A
candidate may differ for that reason, and for no other; the table counts them. Pixels of a mask whose logit is 0 but for
rounding turn, too (at most 1 - MASK_LIMIT of them); the map is compared at all others, and the table counts those.
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
ROUNDING = 1e-5  # what f32 differs by between two orders of summing, relative, after all layers
HEAD = (
    "| image | profile | objects | candidates alike | turned by rounding | same order | box, px | score | rescored "
    "| equal mask pixels | pixels turned | map elsewhere |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
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
    """Pairs in the original's order."""
    left, pairs = list(regions), []
    for candidate in candidates:
        same_prompt = [r for r in left if r["prompt"] == candidate["prompt"]]
        if not same_prompt:
            break
        best = min(same_prompt, key=lambda r: distance(r, candidate))
        left.remove(best)
        pairs.append((best, candidate))
    return pairs


def in_order(pairs):
    """Whether nothing that the original ranks higher, by more than a tie, has a lower rank with us."""
    return all(
        a["rank"] < b["rank"]
        for i, (a, first) in enumerate(pairs)
        for b, second in pairs[i + 1 :]
        if first["rescored"] - second["rescored"] > TIE
    )


def turned_pixels(region, candidate):
    return coco.decode(region["mask"]) != candidate["mask"]


def equal_share(region, candidate):
    return 1 - float(turned_pixels(region, candidate).mean())


def is_alike(region, candidate):
    return (
        distance(region, candidate) <= BOX_LIMIT
        and abs(region["scores"]["generator"] - candidate["score"]) <= SCORE_LIMIT
        and abs(region["scores"]["rescored"] - candidate["rescored"]) <= SCORE_LIMIT
        and region["phrase"] == candidate["phrase"]
        and (region["fate"]["rule"] == "kept") == candidate["kept"]
        and equal_share(region, candidate) >= MASK_LIMIT
    )


def may_be_turned(original):
    return min(original["closest"][d] for d in ("word score", "place among the selected, relative")) < ROUNDING


def row(original_file, program, models, options):
    original = json.loads(original_file.read_text())
    tensors = load_file(original_file.with_suffix(".safetensors"))
    with tempfile.TemporaryDirectory() as out:
        result, anomaly_map = predict(program, models, original, Path(out), options)
    regions, candidates = ranked_regions(result), ranked_candidates(original, tensors)
    pairs = matched(regions, candidates)
    alike = [pair for pair in pairs if is_alike(*pair)]

    def largest(difference):
        return max((difference(r, c) for r, c in alike), default=0.0)

    turned = len(candidates) - len(alike)
    ordered = in_order(alike)
    box = largest(distance)
    score = largest(lambda r, c: abs(r["scores"]["generator"] - c["score"]))
    rescored = largest(lambda r, c: abs(r["scores"]["rescored"] - c["rescored"]))
    equal = min((equal_share(r, c) for r, c in alike), default=1.0)
    pixels_turned = np.zeros(anomaly_map.shape, bool)
    for pair in alike:
        pixels_turned |= turned_pixels(*pair)
    difference = np.abs(anomaly_map - tensors["anomaly_map"])
    map_difference = float(difference[~pixels_turned].max())
    agrees = len(regions) == len(candidates) and ordered and map_difference <= MAP_LIMIT
    agrees = agrees and (turned == 0 or (may_be_turned(original) and turned <= len(candidates) / 20))
    print(
        f"| {Path(original['image']).name} | {Path(original['profile']).stem} | {len(original['object']['candidates'])} "
        f"| {len(alike)} of {len(candidates)} | {turned} | {'yes' if ordered else 'NO'} | {box:.1e} | {score:.1e} "
        f"| {rescored:.1e} | {100 * equal:.4f} % "
        f"| {pixels_turned.sum()} of {pixels_turned.size} | {map_difference:.1e} |",
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
