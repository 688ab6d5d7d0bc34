#!/usr/bin/env python3
"""Makes sam.safetensors: a small Segment Anything by its official implementation, every stage of its
encoder and decoder, and what its predictor answers to boxes, points and masks.

Needs torch, torchvision, safetensors and segment-anything-py.
"""

from functools import partial

import torch
from fixture import load, save, seeded_weights
from segment_anything import SamPredictor
from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

PIXELS = {"pixel_mean": [123.675, 116.28, 103.53], "pixel_std": [58.395, 57.12, 57.375]}
# Parameters that are not products' weights: of order one, so that none can be forgotten unseen.
PLACES = ("pos_embed", "rel_pos_h", "rel_pos_w", "positional_encoding_gaussian_matrix")
EMBEDDINGS = ("point_embeddings", "not_a_point_embed", "no_mask_embed", "iou_token", "mask_tokens")


def sam_weights(network, seed):
    weights = seeded_weights(network, seed)
    generator = torch.Generator().manual_seed(seed + 1000)
    for key, tensor in weights.items():
        if key.endswith(PLACES) or any(name in key for name in EMBEDDINGS):
            deviation = 0.3 if "rel_pos" in key else 1.0
            weights[key] = torch.randn(tensor.shape, generator=generator) * deviation
    return weights


def decoder_parts(channels, image_size, mlp, modules):
    """Prompt encoder and mask decoder, of the given package's modules."""
    prompt_encoder, mask_decoder, transformer = modules
    grid = (image_size // 16, image_size // 16)
    return {
        "prompt_encoder": prompt_encoder(
            embed_dim=channels, image_embedding_size=grid, input_image_size=(image_size, image_size), mask_in_chans=16
        ),
        "mask_decoder": mask_decoder(
            num_multimask_outputs=3,
            transformer=transformer(depth=2, embedding_dim=channels, mlp_dim=mlp, num_heads=8),
            transformer_dim=channels,
            iou_head_depth=3,
            iou_head_hidden_dim=channels,
        ),
    }


def small_sam():
    encoder = ImageEncoderViT(
        img_size=128,
        patch_size=16,
        embed_dim=32,
        depth=4,
        num_heads=2,
        mlp_ratio=3,
        out_chans=32,
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        use_rel_pos=True,
        window_size=3,
        global_attn_indexes=(1, 3),
    )
    parts = decoder_parts(32, 128, 48, (PromptEncoder, MaskDecoder, TwoWayTransformer))
    return Sam(image_encoder=encoder, **parts, **PIXELS)


def encoder_stages(encoder, image):
    x = encoder.patch_embed(image) + encoder.pos_embed
    result = [x]
    for block in encoder.blocks:
        x = block(x)
        result.append(x)
    result.append(encoder.neck(x.permute(0, 3, 1, 2)))
    return {f"stage{i}": y for i, y in enumerate(result)}


def picture(height, width, seed):
    """Smooth colours with some noise, as bytes [H, W, 3]."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, 5, 5, generator=generator) * 255
    smooth = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic")[0].permute(1, 2, 0)
    return (smooth + torch.randn(height, width, 3, generator=generator) * 8).clamp(0, 255).to(torch.uint8)


def boxes_of(height, width):
    scale = torch.tensor([width, height, width, height])
    return torch.tensor([[0.1, 0.2, 0.6, 0.9], [0.0, 0.0, 1.0, 1.0], [0.55, 0.31, 0.78, 0.44]]) * scale


def answers(predictor, image, low_res=lambda x: x):
    """What the predictor says to three kinds of prompts, under the names that the test reads."""
    height, width, _ = image.shape
    predictor.set_image(image.numpy())
    result = {"image": image, "embedding": predictor.features}

    def keep(name, answer):
        masks, iou, logits = answer
        print(f"{name}: {masks.float().mean(dim=(-1, -2)).flatten().tolist()} of the image")
        result[f"{name}.masks"] = masks.flatten(0, 1).to(torch.uint8)
        result[f"{name}.iou"] = iou.flatten()
        result[f"{name}.low_res"] = low_res(logits.flatten(0, 1))
        return logits

    boxes = boxes_of(height, width)
    result["boxes"] = boxes
    scaled = predictor.transform.apply_boxes_torch(boxes, (height, width))
    keep("boxes", predictor.predict_torch(None, None, scaled, multimask_output=False))

    points = torch.tensor([[0.3, 0.4], [0.8, 0.1], [0.5, 0.95]]) * torch.tensor([width, height])
    labels = torch.tensor([1, 0, 1])
    result["points"] = points
    result["labels"] = labels
    scaled_points = predictor.transform.apply_coords_torch(points, (height, width))
    logits = keep("points", predictor.predict_torch(scaled_points[None], labels[None], multimask_output=True))

    # The first box with the first two points and the second of these masks.
    mask = logits[:, 1:2]
    prompt = (scaled_points[None, :2], labels[None, :2], scaled[:1], mask)
    keep("all", predictor.predict_torch(*prompt, multimask_output=False))
    return result


def decoder_stages(sam, embedding):
    """The decoder alone on two boxes: its tokens after the transformer, all four masks."""
    boxes = torch.tensor([[10.0, 20.0, 90.0, 71.0], [33.0, 4.0, 101.0, 127.0]])
    sparse, dense = sam.prompt_encoder(points=None, boxes=boxes, masks=None)
    decoder = sam.mask_decoder
    own = torch.cat([decoder.iou_token.weight, decoder.mask_tokens.weight]).expand(len(boxes), -1, -1)
    tokens = torch.cat([own, sparse], dim=1)
    positions = sam.prompt_encoder.get_dense_pe()
    count = len(boxes)
    places = embedding.expand(count, -1, -1, -1) + dense
    after, _ = decoder.transformer(places, positions.expand(count, -1, -1, -1), tokens)
    logits, iou = decoder.predict_masks(embedding, positions, sparse, dense)
    return {
        "decoder.boxes": boxes,
        "decoder.prompt": tokens,
        "decoder.positions": positions.flatten(2).permute(0, 2, 1),
        "decoder.tokens": after,
        "decoder.logits": logits,
        "decoder.iou": iou,
    }


@torch.no_grad()
def main():
    sam = small_sam()
    weights = sam_weights(sam, seed=21)
    load(sam, weights)
    image = torch.randn(1, 3, 128, 128, generator=torch.Generator().manual_seed(22))
    tensors = {"image": image} | encoder_stages(sam.image_encoder, image)
    tensors |= decoder_stages(sam, tensors["stage5"])
    # Narrower and wider than high, smaller and larger than the network's input.
    for name, size in {"tall": (97, 61), "wide": (75, 230)}.items():
        found = answers(SamPredictor(sam), picture(*size, seed=23))
        tensors |= {f"{name}.{key}": value for key, value in found.items()}
    save("sam", weights, tensors)


if __name__ == "__main__":
    main()
