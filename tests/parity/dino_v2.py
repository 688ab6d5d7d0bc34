#!/usr/bin/env python3
"""Makes dino_v2.safetensors: a narrow DINOv2 by its official code, on pictures of its own size and of
others, with the blocks' outcomes before and after the last norm.

Needs torch, safetensors and a checkout of github.com/facebookresearch/dinov2.
Usage: dino_v2.py CHECKOUT
"""

import sys
import warnings

import torch
from fixture import load, save, seeded_weights

# What the official code says of the kernels that it misses.
warnings.filterwarnings("ignore", message="xFormers")

MEAN, DEVIATION = torch.tensor([123.675, 116.28, 103.53]), torch.tensor([58.395, 57.12, 57.375])
PATCH, GRID = 4, 5
WIDTH, LAYERS, HEADS = 24, 3, 2
# Patches of the pictures: the trained size, more, fewer, and as many as trained but not square.
PICTURES = {"own": (5, 5), "large": (7, 9), "small": (3, 4), "long": (1, 25)}


def official(checkout, **sizes):
    """DinoVisionTransformer as dinov2/hub/backbones.py makes it for weights without registers."""
    sys.path.insert(0, str(checkout))
    from dinov2.models.vision_transformer import Block, DinoVisionTransformer, MemEffAttention, partial

    options = {"mlp_ratio": 4, "init_values": 1.0, "block_chunks": 0, "interpolate_offset": 0.1}
    return DinoVisionTransformer(block_fn=partial(Block, attn_class=MemEffAttention), **options, **sizes)


def dino_v2_weights(network, seed):
    """The tables and tokens of order one, so that none can be forgotten unseen."""
    weights = seeded_weights(network, seed)
    generator = torch.Generator().manual_seed(seed + 1000)
    for key in ("cls_token", "pos_embed", "mask_token"):
        weights[key] = torch.randn(weights[key].shape, generator=generator)
    for key, tensor in weights.items():
        if key.endswith("gamma"):
            weights[key] = 0.2 + 0.6 * torch.rand(tensor.shape, generator=generator)
    return weights


@torch.no_grad()
def main():
    net = official(
        sys.argv[1], img_size=PATCH * GRID, patch_size=PATCH, embed_dim=WIDTH, depth=LAYERS, num_heads=HEADS
    )
    weights = {k: v.half() if v.dim() > 1 else v for k, v in dino_v2_weights(net, seed=61).items()}
    load(net, weights)
    tensors = {}
    for name, (height, width) in PICTURES.items():
        generator = torch.Generator().manual_seed(height * width)
        size = (1, PATCH * height, PATCH * width, 3)
        pixels = torch.randint(0, 256, size, generator=generator, dtype=torch.uint8)
        picture = ((pixels - MEAN) / DEVIATION).permute(0, 3, 1, 2)
        tensors[f"{name}.pixels"] = pixels
        tensors[f"{name}.picture"] = picture
        tensors[f"{name}.tokens"] = net.prepare_tokens_with_masks(picture)
        taken = {"n": range(LAYERS), "return_class_token": True}
        for i, (patches, first) in enumerate(net.get_intermediate_layers(picture, norm=False, **taken)):
            tensors[f"{name}.state{i}"] = torch.cat([first[:, None], patches], 1)
        for i, (patches, _) in enumerate(net.get_intermediate_layers(picture, **taken)):
            tensors[f"{name}.block{i + 1}"] = patches
        tensors[f"{name}.image"] = net(picture)
    save("dino_v2", weights, tensors)


if __name__ == "__main__":
    main()
