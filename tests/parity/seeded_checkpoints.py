#!/usr/bin/env python3
"""Writes checkpoints of the official sizes in the official formats, filled with seeded numbers.

The published weights may not be at hand where the tests run, and plain random weights would send
nothing down the cascade: every box would pass the thresholds or none, every mask would be full or
empty. So the networks are filled at random, run on two pictures, and the layers before each decision
are shifted and scaled by what was seen there:

- GroundingDINO's scores reach from almost 0 to about 0.8, some in a hundred pass the threshold of 0.1, and
  words of one caption get different scores;
- its boxes keep to the picture and vary in size; neighbouring queries start alike, since a rounding
  error may swap two candidates of nearly the same score in the query selection;
- SAM's masks cover a few hundredths of the picture.

Usage: seeded_checkpoints.py OUT [--vocabulary FILE] [--only NAME…]
"""

import argparse
import re
import shutil
from pathlib import Path

import numpy as np
import official_networks as official
import torch
import torch.nn.functional as F
from fixture import seeded_weights
from PIL import Image

PICTURES = Path(__file__).parents[2] / "examples" / "visa"
def fill(network, seed):
    """seeded_weights() for networks whose tensors have more than one name, or are no weights."""
    weights = seeded_weights(network, seed)
    named = {}
    for key, tensor in network.state_dict().items():
        if not tensor.is_floating_point():
            weights[key] = tensor
        else:
            weights[key] = weights[named.setdefault(tensor.data_ptr(), key)]
    return weights


def scale(weights, pattern, factor):
    for tensor in {id(t): t for key, t in weights.items() if re.search(pattern, key)}.values():
        tensor *= factor


def redraw(weights, pattern, deviation, seed):
    """Fills with normal numbers what is no matrix, so that its inputs do not say how large it should be."""
    generator = torch.Generator().manual_seed(seed)
    for key in sorted(weights):
        if re.search(pattern, key):
            weights[key].copy_(deviation * torch.randn(weights[key].shape, generator=generator))


# ---------------------------------------------------------------------------------------------------
# GroundingDINO

# Captions of six tokens each, for pictures with much and with little in them.
SIGHTS = (
    ("candle.jpg", (0, 0, 1284, 1168), "defect on candle."),
    ("capsules.jpg", (0, 0, 1500, 1000), "black spot. bubble."),
    ("candle.jpg", (0, 0, 300, 300), "damage on glass."),
)
TEXT_NORM = "transformer.encoder.text_layers.5.norm2"


def sights():
    """The pictures as one batch, the last in grey."""
    pictures = [Image.open(PICTURES / name).convert("RGB").crop(area) for name, area, _ in SIGHTS]
    pictures[-1] = pictures[-1].convert("L").convert("RGB")
    shown = [official.detector_transform()(p.resize((800, 800))) for p in pictures]
    return F.interpolate(torch.stack(shown), (512, 512)), [caption for _, _, caption in SIGHTS]


def fill_grounding_dino(network, direction):
    weights = fill(network, seed=1)
    # As in trained networks, what a layer adds is smaller than what it adds to: else attention, which
    # averages, makes all words and all queries alike.
    scale(weights, r"bias$", 0.33)
    scale(weights, r"^bert\..*output\.dense\.weight", 0.4)
    scale(weights, r"text_layers\.\d\.(self_attn\.out_proj|linear2)\.weight", 0.4)
    scale(weights, r"decoder\.layers\.\d\.(self_attn|ca_text)\.out_proj\.weight", 0.1)
    scale(weights, r"decoder\.layers\.\d\.(cross_attn\.output_proj|linear2)\.weight", 0.2)
    scale(weights, rf"^{TEXT_NORM}\.weight", 0.35)
    redraw(weights, r"relative_position_bias_table|level_embed", 0.5, seed=2)
    for key in weights:
        if "gamma_" in key:
            weights[key] += 0.15
    generator = torch.Generator().manual_seed(3)
    start, phase = torch.randn(2, 256, generator=generator)
    turn = torch.linspace(0, 2 * torch.pi, 900)[:, None]
    # As in trained networks, what is selected first tends to score best.
    first = torch.exp(-torch.arange(900)[:, None] / 40)
    queries = 0.5 * start + 0.1 * torch.sin(turn + phase) + 12 * first * direction
    weights["transformer.tgt_embed.weight"].copy_(queries)
    return weights


def settle(network, direction):
    """Runs the network once and moves every norm of the transformer to where its answers have mean zero
    and the filled-in deviations, so that no layer hides what differs between places, words and queries
    behind what is common to all. The last norm of the words adds a direction common to all words,
    through which all scores can be shifted."""
    transformer = network.transformer
    text_norm = transformer.encoder.text_layers[5].norm2
    hooks = []

    def settle_norm(norm, inputs):
        x = inputs[0].flatten(0, -2)
        if norm is transformer.enc_output_norm:
            x = x[(x != transformer.enc_output.bias).any(-1)]
        deviation, mean = torch.std_mean(F.layer_norm(x, norm.normalized_shape), dim=0)
        norm.weight.data = deviations[norm] / deviation.square().mean().sqrt()
        norm.bias.data = -mean * norm.weight + (4 * direction if norm is text_norm else 0)

    def settle_projection(convolution, inputs):
        convolution.bias.data -= F.conv2d(
            inputs[0], convolution.weight, convolution.bias, convolution.stride, convolution.padding
        ).mean((0, 2, 3))

    def settle_box_head(head, inputs):
        if head in settled:
            return
        settled.add(head)
        last = head.layers[-1]
        last.bias.data.zero_()
        deviation, mean = torch.std_mean(head(inputs[0]).flatten(0, -2), dim=0)
        factor = torch.tensor(box_deviations[head]) / deviation
        last.weight.data *= factor[:, None]
        last.bias.data = -mean * factor

    norms = [module for module in transformer.modules() if isinstance(module, torch.nn.LayerNorm)]
    deviations = {norm: norm.weight.data.clone() for norm in norms}
    settled = set()
    box_deviations = {
        transformer.enc_out_bbox_embed: (0.3, 0.3, 0.7, 0.7),
        network.bbox_embed[0]: (0.1, 0.1, 0.15, 0.15),
    }
    hooks += [norm.register_forward_pre_hook(settle_norm) for norm in norms]
    hooks += [level[0].register_forward_pre_hook(settle_projection) for level in network.input_proj]
    hooks += [head.register_forward_pre_hook(settle_box_head) for head in box_deviations]
    # Proposals beyond the border are all the same token, zero before this layer. Ties among the selected
    # would have no defined order, so that token gets the lowest score.
    transformer.enc_output.bias.data = -5 * direction
    pictures, captions = sights()
    with torch.no_grad():
        network(pictures, captions=captions)
    for hook in hooks:
        hook.remove()


def set_scores(network, direction):
    """Of a hundred boxes, 96 have a logit below -1.7, and the best reach 0.56."""
    pictures, captions = sights()
    with torch.no_grad():
        best = network(pictures, captions=captions)["pred_logits"].amax(-1)
    passing, highest = np.quantile(best.numpy(), (0.96, 0.9995))
    factor = 1.95 / (highest - passing)
    norm = network.transformer.decoder.norm
    norm.weight.data *= factor
    norm.bias.data = norm.bias.data * factor - (factor * passing + 1.7) / 4 * direction


def seeded_grounding_dino(out):
    network = official.grounding_dino(out / official.VOCABULARY)
    direction = F.normalize(torch.randn(256, generator=torch.Generator().manual_seed(4)), dim=0)
    network.load_state_dict(fill_grounding_dino(network, direction))
    settle(network, direction)
    set_scores(network, direction)
    weights = dict(network.state_dict())
    # Two leftovers of training that the published file has and the network does not.
    weights["label_enc.weight"] = torch.randn(2001, 256, generator=torch.Generator().manual_seed(5))
    weights["bert.embeddings.position_ids"] = torch.arange(512)[None]
    torch.save(
        {"model": {f"module.{key}": tensor for key, tensor in weights.items()}},
        out / official.GROUNDING_DINO_FILE,
    )


# ---------------------------------------------------------------------------------------------------
# SAM and MobileSAM


def fill_sam(network, seed):
    weights = fill(network, seed)
    redraw(weights, r"pos_embed$|_token\.weight|_tokens\.weight|_embed\.weight|point_embeddings|attention_biases", 0.5, seed + 1)
    redraw(weights, r"gaussian_matrix", 1, seed + 2)
    # Places in the image look at the tokens that are near to them.
    for i in range(2):
        name = f"mask_decoder.transformer.layers.{i}.cross_attn_image_to_token"
        weights[f"{name}.k_proj.weight"].mul_(0.3).add_(weights[f"{name}.q_proj.weight"])
    return weights


def boxes_over(width, height, count):
    """Boxes of many sizes and places."""
    generator = torch.Generator().manual_seed(6)
    corner = torch.rand(count, 2, generator=generator) * 0.8
    extent = (0.03 + 0.4 * torch.rand(count, 2, generator=generator) ** 2).minimum(0.95 - corner)
    return torch.cat([corner, corner + extent], dim=1) * torch.tensor([width, height] * 2)


def sam_pictures():
    """Much and little in them; the last in grey."""
    shown = [Image.open(PICTURES / name).convert("RGB").crop(area) for name, area, _ in SIGHTS]
    shown[-1] = shown[-1].convert("L").convert("RGB")
    return [np.asarray(picture) for picture in shown]


def steady_pattern(pictures):
    """Weights of the channels whose sum varies most within the pictures [n, channels] and is on average the same
    in each, shifted so that it is above zero on a sixteenth of them."""
    means = torch.stack([p.mean(0) for p in pictures])
    between = torch.linalg.qr((means[1:] - means[0]).T).Q
    within = sum(torch.cov(p.T) for p in pictures)
    apart = torch.eye(len(within)) - between @ between.T
    pattern = torch.linalg.eigh(apart @ within @ apart).eigenvectors[:, -1]
    places = torch.cat(pictures)
    values = places @ pattern
    constant = torch.linalg.lstsq(places.T @ places, places.sum(0)).solution
    return (pattern - values[::29].quantile(15 / 16) * constant) * 4 / values.std()


@torch.no_grad()
def calibrate_masks(network, predictor):
    """The last layer of each mask head answers with a steady pattern of the picture, and with a little of what it
    made of its token, so that masks differ from box to box."""
    decoder, seen, tokens = network.mask_decoder, [], []
    heads = decoder.output_hypernetworks_mlps
    hooks = [decoder.output_upscaling.register_forward_hook(lambda _, __, output: seen.append(output))]
    hooks += [head.layers[-1].register_forward_pre_hook(lambda _, x: tokens.append(x[0])) for head in heads]
    pictures = []
    for picture in sam_pictures():
        predictor.set_image(picture)
        height, width = predictor.input_size
        sparse, dense = network.prompt_encoder(points=None, boxes=boxes_over(width, height, 6), masks=None)
        decoder.predict_masks(predictor.features, network.prompt_encoder.get_dense_pe(), sparse, dense)
        pictures.append(seen.pop()[:, :, : height // 4, : width // 4].permute(0, 2, 3, 1).flatten(0, 2))
    for hook in hooks:
        hook.remove()

    pattern = steady_pattern(pictures)
    for i, head in enumerate(heads):
        x, last = torch.cat(tokens[i :: len(heads)]), head.layers[-1]
        last.weight.data *= 0.4 * pattern.std() / F.linear(x, last.weight).std()
        last.bias.data = pattern - F.linear(x, last.weight).mean(0)
    shares = [(p @ pattern > 0).float().mean().item() for p in pictures]
    print("masks cover about", " ".join(f"{share:.3f}" for share in shares), "of the pictures")


def seeded_sam(kind, out, seed):
    network = official.sam(kind)
    network.load_state_dict(fill_sam(network, seed), assign=True)
    calibrate_masks(network, official.sam_predictor(kind, network))
    torch.save(dict(network.state_dict()), out / official.SAM_FILES[kind])


# ---------------------------------------------------------------------------------------------------


def seeded_wide_resnet(out):
    torch.save(seeded_weights(official.wide_resnet(), seed=7), out / official.WIDE_RESNET_FILE)


MAKERS = {
    "grounding_dino": seeded_grounding_dino,
    "vit_h": lambda out: seeded_sam("vit_h", out, seed=11),
    "vit_b": lambda out: seeded_sam("vit_b", out, seed=12),
    "vit_t": lambda out: seeded_sam("vit_t", out, seed=13),
    "wide_resnet": seeded_wide_resnet,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, help="bert-base-uncased's, copied into OUT")
    parser.add_argument("--only", nargs="+", choices=MAKERS, default=list(MAKERS))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.vocabulary:
        shutil.copy(options.vocabulary, options.out / official.VOCABULARY)
    for name in options.only:
        MAKERS[name](options.out)


if __name__ == "__main__":
    main()
