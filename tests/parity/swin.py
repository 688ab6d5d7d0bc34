#!/usr/bin/env python3
"""Makes swin_*.safetensors: narrow Swin Transformers of the official GroundingDINO, three stages each.

Needs torch, timm, safetensors and groundingdino-py.
"""

import torch
from fixture import load, save, seeded_weights
from groundingdino.models.GroundingDINO.backbone.swin_transformer import SwinTransformer


def weights_of(net, seed):
    """Position biases of order one: they would not be seen otherwise. Matrices in f16: half the file."""
    weights = seeded_weights(net, seed)
    generator = torch.Generator().manual_seed(seed + 100)
    for key, tensor in weights.items():
        if key.endswith("relative_position_bias_table"):
            weights[key] = torch.randn(tensor.shape, generator=generator)
    return {k: v.half() if v.is_floating_point() and v.dim() > 1 else v for k, v in weights.items()}


def make(name, sizes, seed, **config):
    net = SwinTransformer(out_indices=(1, 2, 3), **config)
    buffers = {k: v for k, v in net.state_dict().items() if k.endswith("relative_position_index")}
    weights = weights_of(net, seed)
    load(net, weights | buffers)
    tensors = {}
    for i, size in enumerate(sizes):
        image = torch.randn(1, 3, *size, generator=torch.Generator().manual_seed(seed + i))
        with torch.no_grad():
            stages = net.forward_raw(image)
        tensors[f"image{i}"] = image
        tensors |= {f"image{i}.stage{s}": y.flatten(2).transpose(1, 2) for s, y in enumerate(stages)}
    save(name, {k: v for k, v in weights.items() if k not in buffers}, tensors)


def main():
    # Windows that fit and that do not, a grid smaller than a window, odd grids to merge.
    make(
        "swin_window7",
        [(61, 118), (33, 20), (112, 56)],
        seed=21,
        embed_dim=8,
        depths=[2, 2, 3, 1],
        num_heads=[1, 1, 2, 4],
        window_size=7,
    )
    make(
        "swin_window12",
        [(101, 47)],
        seed=31,
        embed_dim=8,
        depths=[2, 1, 2, 2],
        num_heads=[2, 2, 4, 8],
        window_size=12,
    )


if __name__ == "__main__":
    main()
