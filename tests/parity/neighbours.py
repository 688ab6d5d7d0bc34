#!/usr/bin/env python3
"""Makes neighbours.safetensors: MuSc's mutual scoring and its re-scoring of whole pictures, written down in
NumPy from the paper's and the published code's description, over a folder that is its own context; the same
with a single reference; and with a convolutional network's stages over several sizes of neighbourhood.

Needs numpy and safetensors.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

PICTURES, PATCHES = 12, 20
CHANNELS = (5, 9)
LOWEST = 0.3
NEIGHBOURS = (1, 2, 3)
# The stages of a convolutional network, each on its own grid, and the squares that they are averaged over.
STAGED, STAGES, SQUARES = 4, ((4, 5, 6), (2, 3, 9)), (1, 3, 5)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def score(own, others):
    """[patches, C], [others, patches, C] -> [patches]"""
    distances = np.linalg.norm(own[None, :, None] - others[:, None], axis=-1).min(-1)  # [others, patches]
    # Published for four others and more; of fewer, the nearest one.
    return np.sort(distances, axis=0)[:max(1, int(len(others) * LOWEST))].mean(0)


def mutual_scores(patches):
    """[pictures, patches, C] -> [pictures, patches]"""
    return np.stack([score(own, np.delete(patches, i, axis=0)) for i, own in enumerate(patches)])


def rescored(scores, vectors):
    """Of each picture, from all: its own score and those of the pictures most like it."""
    lowest, span = scores.min(), np.ptp(scores)
    normed = (scores - lowest) / span if span > 0 else scores - lowest
    similarity = vectors @ vectors.T
    answers = []
    for count in NEIGHBOURS[:len(scores)]:
        kept = similarity.copy()
        for row in kept:
            row[np.argsort(row)[:-count]] = 0
        answers.append(kept / kept.sum(1, keepdims=True) @ normed)
    return np.mean(answers, axis=0) * span + lowest


def over_squares(stage, side):
    """[rows, columns, C], each place the mean over the square around it, as far as that lies in the picture."""
    rows, columns = stage.shape[:2]
    means = np.empty_like(stage)
    for y in range(rows):
        for x in range(columns):
            reach = side // 2
            square = stage[max(0, y - reach):y + reach + 1, max(0, x - reach):x + reach + 1]
            means[y, x] = square.mean((0, 1))
    return means


def enlarged(grid, rows, columns):
    """Bilinear between the middles of the places, as OpenCV does it."""
    def at(count, size):
        place = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)
        low = np.minimum(place.astype(int), size - 2)
        return low, place - low

    (y, v), (x, u) = at(rows, grid.shape[0]), at(columns, grid.shape[1])
    lines = grid[y] * (1 - v[:, None]) + grid[y + 1] * v[:, None]
    return lines[:, x] * (1 - u) + lines[:, x + 1] * u


def staged_maps(stages):
    """The mean over stages and squares of each picture's map against the others."""
    rows, columns = STAGES[0][:2]
    maps = []
    for stage in stages:
        for side in SQUARES:
            patches = np.stack([unit(over_squares(picture, side)) for picture in stage])
            scores = mutual_scores(patches.reshape(STAGED, -1, stage.shape[-1]))
            maps.append([enlarged(one.reshape(stage.shape[1:3]), rows, columns) for one in scores])
    return np.mean(maps, axis=0)


def with_one_reference(sets, images):
    """Maps and scores of all pictures but the first, which is the only reference; it and the picture are each
    other's measure."""
    maps, scores = [], []
    for i in range(1, PICTURES):
        pair = [mutual_scores(s[[i, 0]].astype(np.float64)) for s in sets]
        own, other = np.mean(pair, axis=0)
        maps.append(own)
        scores.append(rescored(np.array([own.max(), other.max()]), images[[i, 0]])[0])
    return np.stack(maps), np.stack(scores)


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
    single_maps, single_scores = with_one_reference(sets, images.astype(np.float64))
    stages = [(random.normal(size=(1, *shape)) + 0.4 * random.normal(size=(STAGED, *shape))).astype(np.float32)
              for shape in STAGES]
    tensors = {f"set{i}": s for i, s in enumerate(sets)} | {"images": images, "maps": maps, "scores": scores}
    tensors |= {"single_maps": single_maps, "single_scores": single_scores}
    tensors |= {f"stage{i}": s for i, s in enumerate(stages)}
    tensors["staged_maps"] = staged_maps([s.astype(np.float64) for s in stages])
    save_file(tensors, Path(__file__).parent / "pipeline" / "fixtures" / "neighbours.safetensors")


if __name__ == "__main__":
    main()
