#!/usr/bin/env python3
"""Makes efficientnet_lite.safetensors, a narrow seeded EfficientNet-Lite0, and
efficientnet_lite0_imagenet.safetensors, samples of what the published weights compute.

Needs torch, safetensors and efficientnet-lite-pytorch, the implementation the weights are published
for. Usage: efficientnet_lite.py EFFICIENTNET_LITE0_PTH
"""

import sys

import torch
from efficientnet_lite_pytorch import EfficientNet
from fixture import as_half, load, save, seeded_weights

STAGE_ENDS = (0, 2, 4, 7, 10, 14, 15)  # index of each stage's last block
SAMPLES = 128


def stages(net, x):
    x = net._swish(net._bn0(net._conv_stem(x)))
    result = [x]
    for index, block in enumerate(net._blocks):
        x = block(x)
        if index in STAGE_ENDS:
            result.append(x)
    return result


def network(**overrides):
    # Without an image size the padding follows the input, as in TensorFlow.
    net = EfficientNet.from_name("efficientnet-lite0", image_size=None, **overrides)
    return net


def synthetic_image(height, width):
    """[1, H, W, 3] bytes; parity/models/efficientnet_lite_test.cpp makes the same."""
    y = torch.arange(height).view(1, height, 1, 1)
    x = torch.arange(width).view(1, 1, width, 1)
    c = torch.arange(3).view(1, 1, 1, 3)
    return ((x * (3 + c) + y * (5 - c) + x * y // 7 + 60 * c) % 256).to(torch.uint8)


def narrow():
    net = network(width_coefficient=0.1)
    weights = as_half(seeded_weights(net, seed=3))
    weights = {k: v for k, v in weights.items() if not k.startswith(("_conv_head", "_bn1", "_fc"))}
    net.load_state_dict({k: v.float() for k, v in weights.items()}, strict=False)
    net.eval()
    image = torch.randn(1, 3, 37, 51, generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        outputs = {f"stage{i}": y for i, y in enumerate(stages(net, image))}
    save("efficientnet_lite", weights, {"image": image} | outputs)


def imagenet(file):
    net = load(network(), torch.load(file, map_location="cpu", weights_only=True))
    image = synthetic_image(97, 131)
    with torch.no_grad():
        outputs = stages(net, ((image.float() - 127) / 128).permute(0, 3, 1, 2))
    samples = {}
    for i, y in enumerate(outputs):
        y = y.permute(0, 2, 3, 1)  # channels last, as the product's outputs
        flat = y.flatten()
        samples[f"stage{i}.shape"] = torch.tensor(y.shape)
        samples[f"stage{i}.samples"] = flat[torch.arange(SAMPLES) * len(flat) // SAMPLES]
        samples[f"stage{i}.mean_and_deviation"] = torch.stack([flat.mean(), flat.std(correction=0)])
    save("efficientnet_lite0_imagenet", {}, samples)


if __name__ == "__main__":
    narrow()
    imagenet(sys.argv[1])
