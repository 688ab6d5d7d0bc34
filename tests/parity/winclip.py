#!/usr/bin/env python3
"""Makes winclip.safetensors: WinCLIP on a tiny seeded CLIP of open_clip, windows and aggregation
transcribed to NumPy patch by patch. Of the token embeddings only the rows in use are kept.
Needs torch, open_clip_torch, numpy, opencv-python-headless, pillow and safetensors.
"""

from pathlib import Path

import cv2
import numpy as np
import open_clip
import torch
import torch.nn.functional as F
from fixture import load, save, seeded_weights
from PIL import Image
from utad import picture

PART = "metal_nut"
PATCH, GRID = 8, 5
SIDE = PATCH * GRID
MEAN = np.float32([0.48145466, 0.4578275, 0.40821073])
DEVIATION = np.float32([0.26862954, 0.26130258, 0.27577711])

NORMAL = ["{}", "flawless {}", "perfect {}", "unblemished {}", "{} without flaw", "{} without defect",
          "{} without damage"]
ANOMALOUS = ["damaged {}", "{} with flaw", "{} with defect", "{} with damage"]
QUALITIES = ["cropped", "close-up", "bright", "dark", "jpeg corrupted", "blurry"]


def complete_templates():
    captions = [f"a {quality} photo of {article} {{}}" for quality in QUALITIES for article in ("a", "the")]
    captions += [f"a photo of {article} {size}{{}}" for size in ("", "small ", "large ") for article in ("a", "the")]
    captions += [f"a photo of {article} {{}} for {purpose}" for purpose in ("visual inspection", "anomaly detection")
                 for article in ("a", "the")]
    return captions


def punctuated_templates():
    captions = complete_templates()
    captions.remove("a cropped photo of a {}")
    captions[captions.index("a jpeg corrupted photo of a {}")] = "a jpeg corrupted photo of the {}"
    return [caption + "." for caption in captions]


VARIANTS = {
    "anomalib": dict(temperature=0.07, templates=punctuated_templates(), normality=False, image=True, first=None, out=240),
    "caoyunkang": dict(temperature=0.01, templates=complete_templates(), normality=True, image=False, first=1024, out=400),
}


def tiny_clip():
    return open_clip.CLIP(
        embed_dim=32,
        vision_cfg=dict(image_size=SIDE, patch_size=PATCH, width=64, layers=2, head_width=64, mlp_ratio=2.0),
        text_cfg=dict(context_length=77, vocab_size=49408, width=64, heads=1, layers=2, mlp_ratio=2.0))


def text_features(net, states, templates):
    captions = [template.format(state.format(PART)) for state in states for template in templates]
    mean = net.encode_text(open_clip.tokenize(captions)).numpy().astype(np.float64).mean(0)
    return mean / np.linalg.norm(mean)


def token_rows(templates):
    captions = [t.format(s.format(PART)) for t in templates for s in NORMAL + ANOMALOUS]
    return open_clip.tokenize(captions).unique()


def patch_tokens(visual, image, first):
    if first:
        image = cv2.resize(image, (first, first))
    small = np.array(Image.fromarray(image).resize((SIDE, SIDE), Image.BICUBIC))
    x = torch.from_numpy((small / np.float32(255) - MEAN) / DEVIATION).permute(2, 0, 1)[None]
    patches = visual.conv1(x).flatten(2).transpose(1, 2)[0]
    return torch.cat([visual.class_embedding[None], patches]) + visual.positional_embedding


def window_places(size):
    starts = [(y, x) for y in range(GRID - size + 1) for x in range(GRID - size + 1)]
    return [[(y + v, x + u) for v in range(size) for u in range(size)] for y, x in starts]


def probabilities(visual, tokens, windows, texts, temperature):
    """Of each window: how likely it is normal, and anomalous."""
    rows = torch.tensor([[0] + [1 + y * GRID + x for y, x in window] for window in windows])
    seen = visual.transformer(visual.ln_pre(tokens[rows]))
    features = (visual.ln_post(seen[:, 0]) @ visual.proj).numpy().astype(np.float64)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    logits = features @ texts.T / temperature
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def anomaly_map(net, image, variant):
    texts = np.stack([text_features(net, states, variant["templates"]) for states in (NORMAL, ANOMALOUS)])
    tokens = patch_tokens(net.visual, image, variant["first"])
    levels = []
    for size in [2, 3] + ([GRID] if variant["image"] else []):
        windows = window_places(size)
        shares = probabilities(net.visual, tokens, windows, texts, variant["temperature"])
        share = shares[:, 0 if variant["normality"] else 1]
        level = np.zeros((GRID, GRID))
        for place in np.ndindex(GRID, GRID):
            over = [1 / s for s, window in zip(share, windows) if place in window]
            level[place] = len(over) / sum(over)
        levels.append(level)
    mean = len(levels) / sum(1 / level for level in levels)
    patches = torch.from_numpy(1 - mean if variant["normality"] else mean)
    side = variant["out"]
    return F.interpolate(patches[None, None], size=(side, side), mode="bilinear", align_corners=False)[0, 0]


def main():
    net = tiny_clip()
    # f16 in the file, like the larger part of what is published.
    weights = {k: v.half() if v.dim() >= 2 else v for k, v in seeded_weights(net, seed=5).items()}
    load(net, weights)
    image = picture()
    tensors = {"image": torch.from_numpy(image)}
    rows = torch.cat([token_rows(variant["templates"]) for variant in VARIANTS.values()]).unique()
    tensors["token_rows"] = rows.to(torch.int64)
    tensors["token_embeddings"] = weights.pop("token_embedding.weight")[rows]
    weights.pop("attn_mask", None)
    with torch.no_grad():
        for name, variant in VARIANTS.items():
            scores = anomaly_map(net, image, variant)
            # Every sixteenth pixel tells as much as all of them.
            tensors[f"map.{name}"] = scores[::16, ::16].float()
            print(name, float(scores.min()), float(scores.max()))
    save("winclip", weights, tensors, Path(__file__).parent / "baselines" / "fixtures")


if __name__ == "__main__":
    main()
