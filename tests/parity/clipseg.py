#!/usr/bin/env python3
"""Makes clipseg_transformers.safetensors and clipseg_original.safetensors: narrow CLIPSegs, from a
picture's bytes and phrases to logits.

Both are computed by Hugging Face's CLIPSegForImageSegmentation. The first is saved under its names;
the second, whose head is the simple one, under those of the authors' files: the decoder's and CLIP's.
Needs transformers 4.40, Pillow and safetensors.
"""

import json
import re
import tempfile
from pathlib import Path

import torch
from clip import half_matrices
from fixture import load, save, seeded_weights
from PIL import Image
from transformers import CLIPSegConfig, CLIPSegForImageSegmentation, CLIPTokenizer, ViTImageProcessor

SIDE = 64
MERGES = ["a b", "b c</w>", "ab c</w>"]
PHRASES = ["abc", "a photo of ab, BC!"]


def tokenizer(folder):
    """The product's tests have the same few merges."""
    printing = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = [chr(b) for b in printing] + [chr(0x100 + i) for i in range(256 - len(printing))]
    pieces = [*letters, *(letter + "</w>" for letter in letters), *(merge.replace(" ", "") for merge in MERGES)]
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *MERGES]) + "\n")
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt")), len(pieces)


def config(vocabulary, refined):
    return CLIPSegConfig(
        text_config={
            "vocab_size": vocabulary, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2,
            "num_attention_heads": 3, "max_position_embeddings": 20, "eos_token_id": 2,
        },
        vision_config={
            "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 5, "num_attention_heads": 2,
            "image_size": 48, "patch_size": 16,
        },
        projection_dim=20, reduce_dim=16, extract_layers=[0, 1, 3], decoder_intermediate_size=28,
        use_complex_transposed_convolution=refined,
    )  # fmt: skip


def picture():
    generator = torch.Generator().manual_seed(9)
    coarse = torch.rand(3, 5, 7, generator=generator)
    smooth = torch.nn.functional.interpolate(coarse[None], (70, 101), mode="bicubic")[0]
    return (smooth.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).contiguous()


def original_names(weights):
    """As the authors' decoder file and OpenAI's CLIP file name and lay out the same weights."""
    # query, key and value are one matrix there
    joined = {}
    for key in [key for key in weights if ".q_proj." in key]:
        name = re.sub(r"\.q_proj\.", ".in_proj_", key)
        joined[name] = torch.cat([weights[key.replace("q_proj", f"{part}_proj")] for part in "qkv"])
    joined |= {key: value for key, value in weights.items() if not re.search(r"\.[qkv]_proj\.", key)}
    rules = {
        "decoder": [
            (r"^decoder\.", ""), (r"^layers\.", "blocks."), ("layer_norm", "norm"), (r"mlp\.fc", "linear"),
            ("transposed_convolution", "trans_conv"),
        ],
        "clip": [
            (r"^clip\.", ""), (r"vision_model\.embeddings\.position_embedding\.weight", "visual.positional_embedding"),
            (r"vision_model\.embeddings\.patch_embedding", "visual.conv1"), (r"vision_model\.embeddings\.", "visual."),
            (r"vision_model\.pre_layrnorm", "visual.ln_pre"), (r"vision_model\.post_layernorm", "visual.ln_post"),
            (r"vision_model\.encoder\.layers", "visual.transformer.resblocks"), (r"visual_projection\.weight", "visual.proj"),
            (r"text_model\.embeddings\.position_embedding\.weight", "positional_embedding"),
            (r"text_model\.embeddings\.", ""), (r"text_model\.final_layer_norm", "ln_final"),
            (r"text_model\.encoder\.layers", "transformer.resblocks"), (r"text_projection\.weight", "text_projection"),
            ("self_attn", "attn"), ("layer_norm", "ln_"), (r"mlp\.fc1", "mlp.c_fc"), (r"mlp\.fc2", "mlp.c_proj"),
        ],
    }  # fmt: skip
    files = {"decoder": {}, "clip": {}}
    for key, value in joined.items():
        file = key.split(".")[0]
        for pattern, name in rules[file]:
            key = re.sub(pattern, name, key)
        files[file][key] = value.T if key in ("visual.proj", "text_projection") else value
    return files


@torch.no_grad()
def compute(refined, seed):
    with tempfile.TemporaryDirectory() as name:
        words, vocabulary = tokenizer(Path(name))
    net = CLIPSegForImageSegmentation(config(vocabulary, refined))
    weights = half_matrices(seeded_weights(net, seed))
    load(net, weights)
    image = picture()
    processor = ViTImageProcessor(
        size={"height": SIDE, "width": SIDE}, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    )
    pixels = processor(Image.fromarray(image.numpy()), return_tensors="pt")["pixel_values"]
    texts = words(PHRASES, padding=True, return_tensors="pt")
    found = net(pixel_values=pixels.expand(len(PHRASES), -1, -1, -1), **texts)
    return weights, {"image": image, "texts": found.conditional_embeddings, "logits": found.logits}


def main():
    weights, tensors = compute(refined=True, seed=14)
    save("clipseg_transformers", weights, tensors)
    weights, tensors = compute(refined=False, seed=15)
    files = original_names(weights)
    tensors |= {f"clip.{key}": value for key, value in files["clip"].items()}
    tensors |= {f"decoder.{key}": value for key, value in files["decoder"].items()}
    save("clipseg_original", {}, tensors)


if __name__ == "__main__":
    main()
