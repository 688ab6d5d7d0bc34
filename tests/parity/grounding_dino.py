#!/usr/bin/env python3
"""Makes grounding_dino_*.safetensors: narrow GroundingDINOs by the official code.

Two are compared stage by stage; what BERT says is given there (tests/parity/bert.py compares BERT itself).
One goes from pixels and words to boxes, with a vocabulary of its own beside it. Needs torch, timm, safetensors,
groundingdino-py 0.4.0 and the transformers 4.40 that it was written for.
"""

import inspect
from types import SimpleNamespace

import torch
from fixture import FIXTURES, load, save, seeded_weights
from groundingdino.models.GroundingDINO import groundingdino as official
from groundingdino.models.GroundingDINO import transformer, utils
from groundingdino.models.GroundingDINO.backbone import swin_transformer
from groundingdino.util import get_tokenlizer
from groundingdino.util.misc import NestedTensor

SEPARATORS = {101, 102, 1012, 1029}  # [CLS], [SEP], full stop, question mark


class Tokenizer:
    """Stands for BERT's: captions are ids already, in decimal digits."""

    def convert_tokens_to_ids(self, tokens):
        return sorted(SEPARATORS)

    def __call__(self, captions, **_):
        ids = torch.tensor([[int(word) for word in caption.split()] for caption in captions])
        return Encoding(input_ids=ids, attention_mask=torch.ones_like(ids), token_type_ids=0 * ids)


class Encoding(dict):
    def to(self, _):
        return self

    def __getattr__(self, name):
        return self[name]


class Bert(torch.nn.Module):
    """Stands for BERT: an embedding of each token, whatever is around it."""

    def __init__(self, hidden):
        super().__init__()
        self.config = SimpleNamespace(hidden_size=hidden)
        self.pooler = torch.nn.Module()
        self.pooler.dense = torch.nn.Linear(1, 1)

    def forward(self, input_ids, **_):
        rows = [torch.Generator().manual_seed(int(i)) for i in input_ids[0]]
        hidden = [torch.randn(self.config.hidden_size, generator=row) for row in rows]
        return {"last_hidden_state": torch.stack(hidden)[None]}


BERT = {
    "hidden_size": 64,
    "num_attention_heads": 1,
    "num_hidden_layers": 1,
    "intermediate_size": 48,
    "max_position_embeddings": 20,
}
VOCABULARY = "[PAD] [UNK] [CLS] [SEP] [MASK] . ? black hole crack ##s on white dot wood".split()


def real_text(file):
    """Tokenizer and encoder as the official code has them, for a few words."""
    from groundingdino.models.GroundingDINO.bertwarper import BertModelWarper
    from transformers import BertConfig, BertModel, BertTokenizerFast

    file.write_text("".join(f"{piece}\n" for piece in VOCABULARY), encoding="utf-8")
    model = BertModel(BertConfig(vocab_size=len(VOCABULARY), **BERT))
    return BertTokenizerFast(str(file), do_lower_case=True), model, BertModelWarper


def given_text(hidden=24):
    return Tokenizer(), Bert(hidden), lambda bert_model: bert_model


def build(hidden, text, swin, **config):
    """The official network. Its widths are fixed in two functions, which are told others here."""
    source = inspect.getsource(utils.gen_sineembed_for_position).replace("128", str(hidden // 2))
    functions = {"torch": torch, "math": utils.math}
    exec(source, functions)
    transformer.gen_sineembed_for_position = functions["gen_sineembed_for_position"]
    transformer.get_sine_pos_embed = lambda x, num_pos_feats, exchange_xy: utils.get_sine_pos_embed(
        x, num_pos_feats=hidden, exchange_xy=exchange_xy
    )
    tokenizer, language_model, official.BertModelWarper = text
    get_tokenlizer.get_tokenlizer = lambda _: tokenizer
    get_tokenlizer.get_pretrained_language_model = lambda _: language_model
    swin_transformer.build_swin_transformer = lambda *_, **given: swin_transformer.SwinTransformer(
        out_indices=given["out_indices"], **swin
    )
    from groundingdino.models.GroundingDINO.backbone import backbone

    backbone.build_swin_transformer = swin_transformer.build_swin_transformer
    args = published_config() | config | {"hidden_dim": hidden, "use_checkpoint": False}
    return official.build_groundingdino(SimpleNamespace(**args, use_transformer_ckpt=False))


def published_config():
    from groundingdino.config import GroundingDINO_SwinT_OGC as module

    skipped = {"use_checkpoint", "use_transformer_ckpt"}
    return {k: v for k, v in vars(module).items() if not k.startswith("_") and k not in skipped}


def weights_of(net, seed):
    """Weights with which nothing hides: position biases, layer scales and offsets of order one, and
    boxes that are neither points nor the whole image."""
    weights = seeded_weights(net, seed)
    generator = torch.Generator().manual_seed(seed + 100)

    def normal(shape, deviation):
        return torch.randn(shape, generator=generator) * deviation

    for key, tensor in weights.items():
        if key.endswith("relative_position_index"):
            weights[key] = net.state_dict()[key]
        elif key.endswith("relative_position_bias_table") or key.endswith("level_embed"):
            weights[key] = normal(tensor.shape, 1.0)
        elif ".gamma_" in key:
            weights[key] = normal(tensor.shape, 0.5)
        elif key.endswith("sampling_offsets.bias"):
            weights[key] = normal(tensor.shape, 2.0)
        elif key.endswith("tgt_embed.weight"):
            weights[key] = normal(tensor.shape, 1.0)
        elif "bbox_embed." in key and ".layers.2." in key:
            weights[key] = tensor * 0.3
    net.load_state_dict(weights)
    return net.state_dict()  # what is shared has one value under all its names


def half(weights):
    """Matrices in f16: half the file, and the widening is tested as well."""
    return {k: v.half().float() if v.is_floating_point() and v.dim() > 1 else v for k, v in weights.items()}


class Stages:
    """What passes through the network on the way, caught by hooks."""

    def __init__(self, net):
        self.found = {}
        self.handles = [net.transformer.register_forward_pre_hook(self.inputs)]
        encoder, decoder = net.transformer.encoder, net.transformer.decoder
        for i, layer in enumerate(encoder.layers):
            self.catch(layer, f"encoder{i}.image")
        for i, layer in enumerate(encoder.text_layers):
            self.catch(layer, f"encoder{i}.text", lambda y: y.transpose(0, 1))
        for i, layer in enumerate(decoder.layers):
            self.catch(layer, f"decoder{i}.content", lambda y: y.transpose(0, 1))
        self.handles.append(decoder.register_forward_hook(self.boxes))

    def catch(self, module, name, view=lambda y: y):
        hook = lambda _, __, output: self.found.__setitem__(name, view(output).clone())
        self.handles.append(module.register_forward_hook(hook))

    def inputs(self, _, inputs):
        for i, src in enumerate(inputs[0]):
            self.found[f"level{i}"] = src.flatten(2).transpose(1, 2)

    def boxes(self, _, __, output):
        for i, boxes in enumerate(output[1]):
            self.found[f"boxes{i}"] = boxes.clone()

    def remove(self):
        for handle in self.handles:
            handle.remove()


def run(net, image, caption, tokens):
    """Stages and results of one image and caption, and the scores of the choice of queries in their
    order, in parts of the largest; one more than were chosen."""
    stages = Stages(net)
    top_k = torch.topk
    chosen = []

    def watched(scores, *args, **kwargs):
        chosen.append((scores, top_k(scores, *args, **kwargs)))
        return chosen[-1][1]

    torch.topk = watched
    # A batch of one is not padded.
    mask = torch.zeros(1, *image.shape[-2:], dtype=torch.bool)
    try:
        with torch.no_grad():
            found = net(NestedTensor(image, mask), captions=[caption])
    finally:
        torch.topk = top_k
        stages.remove()
    (scores, best) = chosen[0]
    ordered = top_k(scores, best[1].shape[1] + 1, dim=1)[0][0]
    assert torch.isinf(found["pred_logits"][..., tokens:]).all()
    return stages.found | {
        "selected": best[1][0].float(),
        "logits": found["pred_logits"][..., :tokens],
        "boxes": found["pred_boxes"],
    }, ordered / scores.abs().max()


def clear_case(net, size, ids, seed):
    """An image for which the order of the queries does not hang by a hair, and what it leads to."""
    for attempt in range(100):
        generator = torch.Generator().manual_seed(seed + 1000 * attempt)
        image = torch.randn(1, 3, *size, generator=generator)
        stages, scores = run(net, image, " ".join(map(str, ids)), len(ids))
        if (scores[:-1] - scores[1:]).min() > 2e-4:
            return {"image": image} | stages
    raise SystemExit("no image with a clear order of its queries; take another seed")


def attention_of(ids):
    """Mask and positions as the official code makes them, for the network's text inputs."""
    given = {"input_ids": torch.tensor([ids])}
    mask, positions, _ = official.generate_masks_with_special_tokens_and_transfer_map(
        given, sorted(SEPARATORS), None
    )
    return mask[0].float(), positions[0]


def make(name, seed, cases, **config):
    net = build(**config)
    weights = half(weights_of(net, seed))
    load(net, weights)
    weights = net.state_dict()
    tensors = {}
    for i, (size, ids) in enumerate(cases):
        mask, positions = attention_of(ids)
        text = net.feat_map(net.bert(torch.tensor([ids]))["last_hidden_state"]).detach()
        case = {"text": text, "attention": mask, "positions": positions.float()}
        case |= clear_case(net, size, ids, seed + i)
        tensors |= {f"case{i}.{k}": v for k, v in case.items()}
    skipped = ("relative_position_index", "transformer.decoder.bbox_embed.", "bert.")
    kept = {
        k: v.half() if v.dim() > 1 else v.clone()
        for k, v in weights.items()
        if not any(part in k for part in skipped)
    }
    save(name, kept, tensors)


def make_whole(seed):
    """From pixels and words to probabilities and boxes."""
    net = build(
        hidden=32,
        text=real_text(FIXTURES / "grounding_dino_vocabulary.txt"),
        dim_feedforward=32,
        nheads=4,
        enc_layers=1,
        dec_layers=2,
        num_queries=12,
        swin=dict(embed_dim=4, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], window_size=7),
    )
    weights = half(weights_of(net, seed))
    load(net, weights)
    mean, deviation = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]])
    tensors = {}
    for i, caption in enumerate(("black hole. cracks on wood?", "white dot.")):
        for attempt in range(100):
            generator = torch.Generator().manual_seed(seed + i + 100 * attempt)
            pixels = torch.randint(0, 256, (58 + 9 * i, 83, 3), generator=generator, dtype=torch.uint8)
            image = ((pixels / 255 - mean) / deviation).permute(2, 0, 1)[None]
            tokens = len(net.tokenizer(caption)["input_ids"])
            stages, scores = run(net, image, caption, tokens)
            if (scores[:-1] - scores[1:]).min() > 2e-4:
                break
        case = {"pixels": pixels, "caption": torch.tensor(list(caption.encode()), dtype=torch.uint8)}
        case |= {"probabilities": stages["logits"].sigmoid(), "boxes": stages["boxes"]}
        tensors |= {f"case{i}.{k}": v for k, v in case.items()}
    kept = {k: v.half() if v.dim() > 1 else v.clone() for k, v in net.state_dict().items()}
    save("grounding_dino_whole", kept, tensors)


def main():
    make_whole(71)
    make(
        "grounding_dino_window7",
        41,
        # Two phrases; one of a single token.
        [((67, 90), [101, 5000, 1012, 6000, 6001, 1012, 102]), ((96, 61), [101, 7000, 1012, 102])],
        hidden=32,
        text=given_text(),
        dim_feedforward=32,
        nheads=8,
        enc_layers=2,
        dec_layers=2,
        num_queries=20,
        swin=dict(embed_dim=4, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], window_size=7),
    )
    make(
        "grounding_dino_window12",
        51,
        [((101, 80), [101, 5000, 6000, 1029, 7000, 1012, 8000, 102])],
        hidden=64,
        text=given_text(),
        dim_feedforward=48,
        nheads=4,
        enc_layers=2,
        dec_layers=2,
        num_queries=16,
        swin=dict(embed_dim=4, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], window_size=12),
    )


if __name__ == "__main__":
    main()
