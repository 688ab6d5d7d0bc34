#!/usr/bin/env python3
"""Makes neighbours.safetensors: MuSc's mutual scoring and its re-scoring of whole pictures, written down in
NumPy from the paper's and the published code's description, over a folder that is its own context.

Needs numpy and safetensors.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

PICTURES, PATCHES = 12, 20
CHANNELS = (5, 9)
LOWEST = 0.3
NEIGHBOURS = (1, 2, 3)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def mutual_scores(patches):
    """[pictures, patches, C] -> [pictures, patches]"""
    scores = []
    for i, own in enumerate(patches):
        others = np.delete(patches, i, axis=0)
        distances = np.linalg.norm(own[None, :, None] - others[:, None], axis=-1).min(-1)  # [others, patches]
        lowest = np.sort(distances, axis=0)[:int(len(others) * LOWEST)]
        scores.append(lowest.mean(0))
    return np.stack(scores)


def rescored(scores, vectors):
    """Of each picture, from all: its own score and those of the pictures most like it."""
    lowest, span = scores.min(), np.ptp(scores)
    normed = (scores - lowest) / span
    similarity = vectors @ vectors.T
    answers = []
    for count in NEIGHBOURS:
        kept = similarity.copy()
        for row in kept:
            row[np.argsort(row)[:-count]] = 0
        answers.append(kept / kept.sum(1, keepdims=True) @ normed)
    return np.mean(answers, axis=0) * span + lowest


def main():
    random = np.random.default_rng(72)
    # Pictures of one part: what they share, and what each has of its own.
    sets = [unit(random.normal(size=(1, PATCHES, c)) + 0.4 * random.normal(size=(PICTURES, PATCHES, c)))
            for c in CHANNELS]
    # So alike that no similarity is below 0, where the two differ.
    images = unit(2 + random.normal(size=(PICTURES, 7)))
    sets = [s.astype(np.float32) for s in sets]
    images = images.astype(np.float32)
    maps = np.mean([mutual_scores(s.astype(np.float64)) for s in sets], axis=0)
    scores = rescored(maps.max(1), images.astype(np.float64))
    tensors = {f"set{i}": s for i, s in enumerate(sets)} | {"images": images, "maps": maps, "scores": scores}
    save_file(tensors, Path(__file__).parent / "pipeline" / "fixtures" / "neighbours.safetensors")


if __name__ == "__main__":
    main()
