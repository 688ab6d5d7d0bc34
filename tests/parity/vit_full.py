#!/usr/bin/env python3
"""Prepares the large vision transformers of the neighbour prompt at their official sizes: seeded
checkpoints in the published formats (DINOv2 ViT-L/14, a pickle; CLIP ViT-L/14-336, a TorchScript program
of f16 weights), and what the official code and open_clip make of a photograph of 518 x 518 pixels. CLIP is
run as MuSc runs it. Full-size tests of parity/models/vit_full_size_test.cpp compare and print rows of a
table.

Needs what clip.py and dino_v2.py need. Usage: vit_full.py PARITY_MODELS_PROGRAM DINOV2_CHECKOUT
"""

import sys
import tempfile
from pathlib import Path

import dino_v2
import open_clip
import torch
import torch.nn.functional as F
from fixture import load, save, seeded_weights
from full_size_rows import HEAD, rows_of
from open_clip.model import CLIPVisionCfg, _build_vision_tower
from PIL import Image

PICTURE = Path(__file__).parents[2] / "examples" / "visa" / "candle.jpg"
SIDE, PATCH, TAPS = 518, 14, (6, 12, 18, 24)
CLIP_MEAN, CLIP_DEVIATION = open_clip.OPENAI_DATASET_MEAN, open_clip.OPENAI_DATASET_STD


def pixels(resampling):
    image = Image.open(PICTURE).convert("RGB").resize((SIDE, SIDE), resampling)
    return torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(1, SIDE, SIDE, 3)


def normalised(raw, mean, deviation):
    return ((raw / 255.0 - torch.tensor(mean)) / torch.tensor(deviation)).permute(0, 3, 1, 2)


@torch.no_grad()
def dino(checkout, folder):
    net = dino_v2.official(checkout, img_size=SIDE, patch_size=PATCH, embed_dim=1024, depth=24, num_heads=16)
    weights = dino_v2.dino_v2_weights(net, seed=63)
    load(net, weights)
    torch.save(weights, folder / "dino_v2.pth")
    # The trained size, and one whose positions are resampled.
    raw = pixels(Image.Resampling.BILINEAR)
    for name, picture in {"518x518": raw, "336x518": raw[:, :336].contiguous()}.items():
        given = normalised(picture, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        blocks = net.get_intermediate_layers(given, n=[tap - 1 for tap in TAPS])
        found = {f"block{tap}": block for tap, block in zip(TAPS, blocks)}
        save(f"dino_v2-{name}", {}, {"pixels": picture, "image": net(given)} | found, folder)


class Holder(torch.nn.Module):
    """A tree of modules with these weights."""

    def __init__(self, weights):
        super().__init__()
        inner = {}
        for key, value in weights.items():
            head, _, rest = key.partition(".")
            if rest:
                inner.setdefault(head, {})[rest] = value
            else:
                self.register_buffer(head, value)
        for head, part in inner.items():
            self.add_module(head, Holder(part))

    def forward(self):
        return 0


@torch.no_grad()
def clip(folder):
    whole = open_clip.create_model("ViT-L-14-336")
    weights = {k: v.half() for k, v in seeded_weights(whole, seed=64).items()}
    archive = weights | {"input_resolution": torch.tensor(336), "vocab_size": torch.tensor(49408)}
    torch.jit.save(torch.jit.script(Holder(archive)), folder / "clip.pt")
    del whole

    vision = CLIPVisionCfg(layers=24, width=1024, patch_size=PATCH, image_size=SIDE)
    tower = _build_vision_tower(768, vision, quick_gelu=False)
    inside = {k.removeprefix("visual."): v.float() for k, v in weights.items() if k.startswith("visual.")}
    places = inside["positional_embedding"]
    grid = places[1:].T.reshape(1, 1024, 24, 24)
    grid = F.interpolate(grid, (SIDE // PATCH, SIDE // PATCH), mode="bicubic", align_corners=False)
    inside["positional_embedding"] = torch.cat([places[:1], grid.flatten(2)[0].T])
    load(tower, inside)

    found = {}
    for i, block in enumerate(tower.transformer.resblocks, 1):
        if i in TAPS:
            block.register_forward_hook(lambda _, __, out, i=i: found.update({f"block{i}": out[:, 1:].clone()}))
    raw = pixels(Image.Resampling.BICUBIC)
    found["image"] = tower(normalised(raw, CLIP_MEAN, CLIP_DEVIATION))
    save("clip-518x518", {}, {"pixels": raw} | found, folder)


def main():
    program, checkout = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        dino(checkout, Path(name))
        clip(Path(name))
        rows = rows_of(program, "VitFullSize.*", name)
    print(HEAD)
    print("\n".join(rows))


if __name__ == "__main__":
    main()
