#!/usr/bin/env python3
"""Prepares Segment Anything at its official sizes: seeded checkpoints in the published format, a
photograph's worth of pixels, and what the official predictors answer. Full-size tests of
parity/models/sam_full_size_test.cpp compare and print rows of a table.

Needs what sam.py and mobile_sam_fixture.py need. Usage: sam_full.py PARITY_MODELS_PROGRAM [VARIANT…]
"""

import sys
import tempfile
from pathlib import Path

import torch
from fixture import save
from full_size_rows import HEAD, rows_of
from sam import answers, picture, sam_weights

VARIANTS = ("vit_b", "vit_h", "mobile_sam")
SIZE = (683, 1024 + 77)  # height and width, neither of them the network's
STEP = 4  # of the samples kept of embeddings and logits


def official(variant):
    """The network as published, without weights, and its predictor."""
    if variant == "mobile_sam":
        from mobile_sam import SamPredictor, sam_model_registry

        return sam_model_registry["vit_t"](), SamPredictor
    from segment_anything import SamPredictor, sam_model_registry

    return sam_model_registry[variant](), SamPredictor


@torch.no_grad()
def prepare(variant, folder):
    """<variant>.pth and <variant>-answers.safetensors."""
    network, predictor = official(variant)
    weights = sam_weights(network, seed=41)
    network.load_state_dict(weights)
    torch.save(weights, folder / f"{variant}.pth")
    found = answers(predictor(network.eval()), picture(*SIZE, seed=42), lambda x: x[..., ::STEP, ::STEP])
    found["embedding"] = found["embedding"][..., ::STEP, ::STEP]
    save(f"{variant}-answers", {}, {f"photo.{k}": v for k, v in found.items()}, folder)


def rows(program, variants=VARIANTS):
    """The table's rows; one variant's files are there at a time, as they are large."""
    result = []
    for variant in variants:
        with tempfile.TemporaryDirectory() as name:
            prepare(variant, Path(name))
            result += rows_of(program, "SamFullSize.*", name)
    return result


if __name__ == "__main__":
    print(HEAD)
    print("\n".join(rows(sys.argv[1], sys.argv[2:] or VARIANTS)))
