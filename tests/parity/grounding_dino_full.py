#!/usr/bin/env python3
"""Compares GroundingDINO at its official sizes, stage by stage, and prints rows of a table.

The official code and the product load the same seeded checkpoint in the published format and look at
the same picture; the captions go through the real tokenizer and BERT. Needs what grounding_dino.py and
official_networks.py need.
Usage: grounding_dino_full.py PARITY_MODELS_PROGRAM VOCABULARY PICTURE [PICTURE…]
"""

import sys
import tempfile
from pathlib import Path

import official_networks
import torch
from fixture import save
from full_size_rows import HEAD, rows_of
from grounding_dino import attention_of, run, weights_of
from PIL import Image

NAME = "groundingdino_swint_ogc"
CAPTIONS = ("defect on magnetic tile. crack.", "black hole. scratch on the left side? white dot.")


def prepare(vocabulary, pictures, folder):
    """<NAME>.pth and <NAME>-stages.safetensors."""
    net = official_networks.grounding_dino(vocabulary)
    weights = weights_of(net, seed=61)
    # Of 900 scores some are bound to be nearly equal, and either order is right: queries that start
    # alike can be compared in any order. The small networks have queries of their own.
    weights["transformer.tgt_embed.weight"][:] = weights["transformer.tgt_embed.weight"][0].clone()
    net.load_state_dict(weights)
    transform = official_networks.detector_transform()
    images = [transform(Image.open(file).convert("RGB"))[None] for file in pictures]
    keep_borders_out(net, weights, images[0])
    torch.save({"model": {f"module.{k}": v for k, v in weights.items()}}, folder / f"{NAME}.pth")
    tensors = {}
    for i, image in enumerate(images):
        caption = CAPTIONS[i % len(CAPTIONS)]
        tensors |= {f"case{i}.{k}": v for k, v in official_case(net, image, caption).items()}
    save(f"{NAME}-stages", {}, tensors, folder)


def keep_borders_out(net, weights, image):
    """Tokens at the image's borders are zeroed before `enc_output`, so that they all have one score.
    Were it among the best, most queries would be the same."""
    ids = net.tokenizer(CAPTIONS[0])["input_ids"]
    text = run(net, image, CAPTIONS[0], len(ids))[0]["encoder5.text"][0]
    gain = weights["transformer.enc_output_norm.weight"]
    weights["transformer.enc_output.bias"].copy_(-0.5 * text.mean(0) / gain)
    net.load_state_dict(weights)


def official_case(net, image, caption):
    ids = net.tokenizer(caption)["input_ids"]
    mask, positions = attention_of(ids)
    kept = []
    hook = net.feat_map.register_forward_hook(lambda _, __, text: kept.append(text))
    stages, scores = run(net, image, caption, len(ids))
    hook.remove()
    gap = scores[-2] - scores[-1]
    print(f"the last token chosen is {gap:.1e} of the largest score ahead of the next", file=sys.stderr)
    return {"image": image} | stages | {"text": kept[0], "attention": mask, "positions": positions.float()}


def rows(program, vocabulary, pictures):
    with tempfile.TemporaryDirectory() as name:
        prepare(vocabulary, pictures, Path(name))
        return rows_of(program, "GroundingDinoFullSize.*", name)


if __name__ == "__main__":
    table = rows(sys.argv[1], sys.argv[2], sys.argv[3:])
    print(HEAD)
    print("\n".join(table))
