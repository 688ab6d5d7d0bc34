#!/usr/bin/env python3
"""Makes vit_block_*.safetensors: one block of SAM's image encoder, global and in windows.

Needs torch, safetensors and segment-anything-py.
"""

from functools import partial

import torch
from fixture import load, save, seeded_weights
from segment_anything.modeling.image_encoder import Block


def make(name, grid, window, seed):
    block = Block(
        dim=16,
        num_heads=2,
        mlp_ratio=3.0,
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        use_rel_pos=True,
        window_size=window,
        input_size=grid,
    )
    weights = seeded_weights(block, seed)
    load(block, weights)
    x = torch.randn(1, *grid, 16, generator=torch.Generator().manual_seed(seed + 1))
    with torch.no_grad():
        save(name, weights, {"x": x, "y": block(x)})


if __name__ == "__main__":
    make("vit_block_global", (5, 7), 0, seed=5)
    make("vit_block_windows", (9, 11), 4, seed=7)
