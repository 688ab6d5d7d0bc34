#!/usr/bin/env python3
"""Makes clip_openai.safetensors and clip_transformers.safetensors: a narrow CLIP as open_clip and as
Hugging Face name its parts, both towers compared; clip_patches.safetensors: the first one's patches after
each block for an oblong picture; and clip_positions.safetensors.

Needs open_clip_torch, transformers 4.40 and safetensors.
"""

import torch
import torch.nn.functional as F
from fixture import load, save, seeded_weights
from open_clip import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from transformers import CLIPSegConfig
from transformers.models.clipseg.modeling_clipseg import CLIPSegModel

PATCH, GRID, LARGE_GRID = 4, 4, 6
PATCHES = (7, 5)
FEATURES = 20
VISION = {"width": 32, "layers": 3, "heads": 2, "mlp": 48}
TEXT = {"width": 24, "layers": 2, "heads": 3, "mlp": 96, "vocabulary": 60, "context": 12}
END = TEXT["vocabulary"] - 1

# Begin, words, end, and what stands behind it.
TEXTS = [[58, 3, 17, 30, END, 0, 0, 0], [58, 4, END, END, 9, 9, 9, 9], [58, 5, 6, 7, 8, 9, 10, END]]
# Class token and patches of two windows and of a shorter sequence's worth of all.
WINDOWS = [[0, 1, 2, 5, 6], [0, 11, 12, 15, 16], [0, 16, 3, 8, 1]]


def inputs():
    generator = torch.Generator().manual_seed(7)
    side, large = PATCH * GRID, PATCH * LARGE_GRID
    return {
        "image": torch.randn(1, 3, side, side, generator=generator),
        "large": torch.randn(1, 3, large, large, generator=generator),
        "tokens": torch.tensor(TEXTS),
        "windows": torch.tensor(WINDOWS),
    }


def half_matrices(weights):
    """Half the file, and widening is tested as well."""
    return {k: v.half() if v.dim() > 1 else v for k, v in weights.items()}


@torch.no_grad()
def openai():
    vision = CLIPVisionCfg(
        layers=VISION["layers"], width=VISION["width"], head_width=VISION["width"] // VISION["heads"],
        mlp_ratio=VISION["mlp"] / VISION["width"], patch_size=PATCH, image_size=PATCH * GRID,
    )  # fmt: skip
    text = CLIPTextCfg(
        context_length=TEXT["context"], vocab_size=TEXT["vocabulary"], width=TEXT["width"], heads=TEXT["heads"],
        layers=TEXT["layers"], mlp_ratio=TEXT["mlp"] / TEXT["width"],
    )  # fmt: skip
    net = CLIP(FEATURES, vision, text, quick_gelu=False)
    weights = half_matrices(seeded_weights(net, seed=5))
    load(net, weights)
    given = inputs()
    tower = net.visual

    def embed(image, positions):
        patches = tower.conv1(image).flatten(2).transpose(1, 2)
        return torch.cat([tower.class_embedding.expand(1, 1, -1), patches], 1) + positions

    def states(tokens):
        result = [tower.ln_pre(tokens)]
        for block in tower.transformer.resblocks:
            result.append(block(result[-1]))
        return result

    def head(tokens):
        return tower.ln_post(tokens[:, 0]) @ tower.proj

    positions = tower.positional_embedding
    grid = positions[1:].T.reshape(1, -1, GRID, GRID)
    grid = F.interpolate(grid, (LARGE_GRID, LARGE_GRID), mode="bicubic", align_corners=False)
    large = torch.cat([positions[:1], grid.flatten(2)[0].T])
    tokens = embed(given["image"], positions)
    all_states = states(tokens)
    torch.testing.assert_close(head(all_states[-1]), net.encode_image(given["image"]))
    found = {f"state{i}": state for i, state in enumerate(all_states)} | {
        "features": net.encode_image(given["image"]),
        "large_features": head(states(embed(given["large"], large))[-1]),
        "window_features": head(states(tokens[0][given["windows"]])[-1]),
        "text_features": net.encode_text(F.pad(given["tokens"], (0, TEXT["context"] - len(TEXTS[0])))),
    }
    save("clip_openai", weights, given | found)

    # An oblong picture, from its pixels: patches after each block, as MuSc takes them.
    height, width = PATCHES
    size = (1, PATCH * height, PATCH * width, 3)
    pixels = torch.randint(0, 256, size, generator=torch.Generator().manual_seed(9), dtype=torch.uint8)
    picture = ((pixels / 255.0 - torch.tensor(OPENAI_DATASET_MEAN)) / torch.tensor(OPENAI_DATASET_STD)).permute(
        0, 3, 1, 2
    )
    grid = F.interpolate(positions[1:].T.reshape(1, -1, GRID, GRID), PATCHES, mode="bicubic", align_corners=False)
    seen = states(embed(picture, torch.cat([positions[:1], grid.flatten(2)[0].T])))
    blocks = {f"block{i}": state[:, 1:] for i, state in enumerate(seen) if i > 0}
    save("clip_patches", {}, {"pixels": pixels, "image": head(seen[-1])} | blocks)


@torch.no_grad()
def transformers():
    config = CLIPSegConfig(
        text_config={
            "vocab_size": TEXT["vocabulary"], "hidden_size": TEXT["width"], "intermediate_size": TEXT["mlp"],
            "num_hidden_layers": TEXT["layers"], "num_attention_heads": TEXT["heads"],
            "max_position_embeddings": TEXT["context"], "eos_token_id": 2,
        },
        vision_config={
            "hidden_size": VISION["width"], "intermediate_size": VISION["mlp"], "num_hidden_layers": VISION["layers"],
            "num_attention_heads": VISION["heads"], "image_size": PATCH * GRID, "patch_size": PATCH,
        },
        projection_dim=FEATURES,
    )  # fmt: skip
    net = CLIPSegModel(config)
    weights = half_matrices(seeded_weights(net, seed=6))
    load(net, weights)
    given = inputs()
    tower = net.vision_model
    seen = tower(given["image"], output_hidden_states=True)
    windows = tower.pre_layrnorm(tower.embeddings(given["image"])[0][given["windows"]])
    windows = tower.post_layernorm(tower.encoder(windows).last_hidden_state[:, 0])
    found = {f"state{i}": state for i, state in enumerate(seen.hidden_states)} | {
        "features": net.get_image_features(given["image"]),
        "large_features": net.get_image_features(given["large"]),
        "window_features": net.visual_projection(windows),
        "text_features": net.get_text_features(given["tokens"]),
    }
    save("clip_transformers", weights, given | found)


def positions():
    """Tables of a class token and a grid, enlarged and made smaller."""
    table = torch.randn(1 + 25, 3, generator=torch.Generator().manual_seed(8))
    tensors = {"table": table}
    for height, width in ((7, 9), (3, 4), (5, 5)):
        grid = F.interpolate(table[1:].T.reshape(1, 3, 5, 5), (height, width), mode="bicubic", align_corners=False)
        tensors[f"to{height}x{width}"] = torch.cat([table[:1], grid.flatten(2)[0].T])
    save("clip_positions", {}, tensors)


if __name__ == "__main__":
    openai()
    transformers()
    positions()
