#!/usr/bin/env python3
"""Prepares CLIP and CLIPSeg at their official sizes: seeded checkpoints under the published names,
and what open_clip's ViT-B-16-plus-240 and Hugging Face's CLIPSeg rd64-refined make of a photograph
and phrases. Full-size tests of parity/models/clip_full_size_test.cpp compare and print rows of a table.

Needs what clip.py and clipseg.py need. Usage: clip_full.py PARITY_MODELS_PROGRAM
"""

import sys
import tempfile
from pathlib import Path

import open_clip
import torch
from fixture import load, save, seeded_weights
from full_size_rows import HEAD, rows_of
from PIL import Image
from transformers import CLIPSegConfig, CLIPSegForImageSegmentation, ViTImageProcessor

PHRASES = ["a photo of a damaged candle", "black spot", "Scratch, 0.5 mm; it's a crack!"]
PICTURE = Path(__file__).parents[2] / "examples" / "visa" / "candle.jpg"
SIDE = 640  # of the part of the photograph that is kept


def picture():
    image = Image.open(PICTURE).convert("RGB").crop((300, 200, 300 + SIDE, 200 + SIDE // 2))
    return image, torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(SIDE // 2, SIDE, 3)


@torch.no_grad()
def plus_240(folder):
    net = open_clip.create_model("ViT-B-16-plus-240")
    weights = seeded_weights(net, seed=51)
    load(net, weights)
    torch.save(weights, folder / "clip.pth")
    pixels = torch.randn(1, 3, 240, 240, generator=torch.Generator().manual_seed(52))
    words = open_clip.get_tokenizer("ViT-B-16-plus-240")(PHRASES)
    found = {"image": pixels, "features": net.encode_image(pixels), "texts": net.encode_text(words)}
    save("clip-answers", {}, found, folder)


@torch.no_grad()
def rd64_refined(folder):
    config = CLIPSegConfig(vision_config={"patch_size": 16}, use_complex_transposed_convolution=True)
    net = CLIPSegForImageSegmentation(config)
    weights = seeded_weights(net, seed=53)
    load(net, weights)
    torch.save(weights, folder / "clipseg.pth")
    image, raw = picture()
    processor = ViTImageProcessor(
        size={"height": 352, "width": 352}, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    )
    pixels = processor(image, return_tensors="pt")["pixel_values"]
    words = open_clip.get_tokenizer("ViT-B-16")(PHRASES)
    conditions = net.clip.get_text_features(words)
    found = net(pixel_values=pixels.expand(len(PHRASES), -1, -1, -1), conditional_embeddings=conditions)
    save("clipseg-answers", {}, {"image": raw, "texts": conditions, "logits": found.logits}, folder)


def main():
    with tempfile.TemporaryDirectory() as name:
        plus_240(Path(name))
        rd64_refined(Path(name))
        rows = rows_of(sys.argv[1], "ClipFullSize.*", name)
    print(HEAD)
    print("\n".join(rows))


if __name__ == "__main__":
    main()
