#!/usr/bin/env python3
"""Makes mobile_sam.safetensors: a narrow MobileSAM by its official implementation, every stage of its
encoder on a small image, and what its predictor answers at the official size.

Needs torch, torchvision, timm, safetensors and mobilesam-mirror.
"""

import torch
from fixture import load, save
from mobile_sam import SamPredictor
from mobile_sam.modeling import MaskDecoder, PromptEncoder, Sam, TinyViT, TwoWayTransformer
from sam import PIXELS, answers, decoder_parts, picture, sam_weights

WIDTHS = [8, 16, 24, 32]
CHANNELS = 32
STEP = 5  # of the samples kept of large tensors


def network(image_size):
    encoder = TinyViT(
        img_size=image_size,
        num_classes=3,
        embed_dims=WIDTHS,
        depths=[1, 1, 2, 1],
        num_heads=[1, 2, 3, 2],
        window_sizes=[7, 3, 4, 3],
        mbconv_expand_ratio=2.0,
        mlp_ratio=2.0,
    )
    # The original does so for its own widths only.
    encoder.layers[2].downsample.conv2.c.stride = (1, 1)
    norm = type(encoder.neck[1])
    encoder.neck = torch.nn.Sequential(
        torch.nn.Conv2d(WIDTHS[-1], CHANNELS, 1, bias=False),
        norm(CHANNELS),
        torch.nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False),
        norm(CHANNELS),
    )
    parts = decoder_parts(CHANNELS, image_size, 48, (PromptEncoder, MaskDecoder, TwoWayTransformer))
    return Sam(image_encoder=encoder, **parts, **PIXELS)


def encoder_stages(encoder, image):
    x = encoder.patch_embed(image)
    result = [x.permute(0, 2, 3, 1)]
    for i, layer in enumerate(encoder.layers):
        x = layer(x)
        last = i + 1 == len(encoder.layers)
        side = encoder.layers[i if last else i + 1].input_resolution[0]
        result.append(x.view(1, side, side, -1))
    result.append(encoder.neck(result[-1].permute(0, 3, 1, 2)))
    return {f"stage{i}": y for i, y in enumerate(result)}


@torch.no_grad()
def main():
    small = network(64)
    weights = sam_weights(small, seed=31)
    load(small, weights)
    image = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(32))
    tensors = {"image": image} | encoder_stages(small.image_encoder, image)
    official = load(network(1024), weights)
    found = answers(SamPredictor(official), picture(57, 83, seed=33), lambda x: x[..., ::STEP, ::STEP])
    found["embedding"] = found["embedding"][..., ::STEP, ::STEP]
    save("mobile_sam", weights, tensors | {f"wide.{key}": value for key, value in found.items()})


if __name__ == "__main__":
    main()
