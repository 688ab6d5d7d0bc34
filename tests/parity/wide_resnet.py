#!/usr/bin/env python3
"""Makes wide_resnet.safetensors: a narrow Wide ResNet by timm, its five stages compared.

Needs torch, torchvision, timm and safetensors.
"""

import timm
import torch
import torchvision
from fixture import as_half, load, save, seeded_weights
from timm.models.resnet import Bottleneck, ResNet


def stages(net, x):
    x = net.maxpool(torch.relu(net.bn1(net.conv1(x))))
    result = [x]
    for layer in (net.layer1, net.layer2, net.layer3, net.layer4):
        result.append(layer(result[-1]))
    return result


def main():
    official = torchvision.models.wide_resnet50_2().state_dict()
    again = timm.create_model("wide_resnet50_2").state_dict()
    assert {k: v.shape for k, v in official.items()} == {k: v.shape for k, v in again.items()}

    net = ResNet(Bottleneck, [2, 1, 2, 1], base_width=128, channels=(4, 8, 12, 16), num_classes=3)
    weights = as_half(seeded_weights(net, seed=1))
    load(net, weights)
    image = torch.randn(1, 3, 37, 45, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        outputs = {f"stage{i}": y for i, y in enumerate(stages(net, image))}
    save("wide_resnet", weights, {"image": image} | outputs)


if __name__ == "__main__":
    main()
