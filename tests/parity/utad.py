#!/usr/bin/env python3
"""Makes utad.safetensors: UTAD's described steps in PyTorch and SciPy, on the narrow Wide ResNet of
wide_resnet.py, whose weights are not repeated here. Needs torch, timm, numpy, scipy, pillow and
safetensors.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from fixture import as_half, load, save, seeded_weights
from PIL import Image
from scipy.ndimage import gaussian_filter
from timm.models.resnet import Bottleneck, ResNet

SIDE, NEIGHBOURS, MARGIN, SIGMA = 320, 400, 3, 4


def picture():
    """A striped plate with a dark spot, 60 x 44."""
    y, x = np.mgrid[0:44, 0:60]
    grey = 120 + 50 * np.sin(x / 2) + 20 * np.cos(y / 3)
    grey[(x - 40) ** 2 + (y - 20) ** 2 < 30] = 15
    return np.stack([grey, grey * 0.8, 255 - grey], -1).clip(0, 255).astype(np.uint8)


def features(net, image):
    resized = Image.fromarray(image).resize((SIDE, SIDE), Image.LANCZOS)
    x = torch.from_numpy(np.array(resized)).permute(2, 0, 1)[None] / 255
    x = (x - torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)) / torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    x = net.maxpool(torch.relu(net.bn1(net.conv1(x))))
    return net.layer2(net.layer1(x))


def anomaly_map(stage):
    pooled = F.avg_pool2d(stage, 3, stride=1, padding=1)
    channels, height, width = pooled.shape[1:]
    vectors = pooled[0].reshape(channels, -1).T.double()
    distances = torch.cdist(vectors, vectors, compute_mode="donot_use_mm_for_euclid_dist")
    means = distances.sort(dim=1).values[:, :NEIGHBOURS].mean(1).reshape(height, width)
    inner = torch.full_like(means, means.min())
    inner[MARGIN:-MARGIN, MARGIN:-MARGIN] = means[MARGIN:-MARGIN, MARGIN:-MARGIN]
    large = F.interpolate(inner[None, None], size=(SIDE, SIDE), mode="bilinear", align_corners=False)
    return gaussian_filter(large[0, 0].numpy(), SIGMA)


def main():
    net = ResNet(Bottleneck, [2, 1, 2, 1], base_width=128, channels=(4, 8, 12, 16), num_classes=3)
    load(net, as_half(seeded_weights(net, seed=1)))
    image = picture()
    with torch.no_grad():
        scores = anomaly_map(features(net, image))
    save("utad", {}, {"image": torch.from_numpy(image),
                      # Every fourth pixel tells as much as all of them.
                      "map": torch.from_numpy(scores[::4, ::4].copy()).float()},
         Path(__file__).parent / "baselines" / "fixtures")


if __name__ == "__main__":
    main()
