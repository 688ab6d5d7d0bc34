#!/usr/bin/env python3
"""Makes neighbourhood_means.safetensors: what MuSc's LNAMD does to the tokens of one layer, written down
with torch's own layers from the paper's and the published code's description.

Needs torch and safetensors.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from fixture import save

HEIGHT, WIDTH, CHANNELS = 5, 4, 6


def lnamd(tokens, degree):
    """[patches, C] -> [patches, C], each of length 1."""
    grid = tokens.T.reshape(1, CHANNELS, HEIGHT, WIDTH)
    normed = F.layer_norm(grid, grid.shape[1:])
    # [1, C * degree * degree, patches], channels outermost
    unfolded = F.unfold(normed, degree, padding=degree // 2)
    pooled = F.adaptive_avg_pool1d(unfolded.transpose(1, 2), CHANNELS)[0]
    return pooled / pooled.norm(dim=-1, keepdim=True)


def main():
    tokens = torch.randn(HEIGHT * WIDTH, CHANNELS, generator=torch.Generator().manual_seed(71)) * 3 + 1
    tensors = {"tokens": tokens} | {f"degree{degree}": lnamd(tokens, degree) for degree in (1, 3, 5)}
    save("neighbourhood_means", {}, tensors, Path(__file__).parent / "pipeline" / "fixtures")


if __name__ == "__main__":
    main()
