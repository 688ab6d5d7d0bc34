#!/usr/bin/env python3
"""Makes models/fixtures/caption.json: captions as the official GroundingDINO reads them, and phrases.

Usage: caption.py FOLDER, with bert-base-uncased's vocab.txt in it. Needs groundingdino-py and
transformers 4.40.
"""

import json
import random
import sys

import torch
from fixture import FIXTURES
from groundingdino.models.GroundingDINO.bertwarper import (
    generate_masks_with_special_tokens,
    generate_masks_with_special_tokens_and_transfer_map,
)
from groundingdino.util.inference import preprocess_caption
from groundingdino.util.utils import get_phrases_from_posmap
from transformers import BertTokenizerFast

MAX_TOKENS = 256

CAPTIONS = [
    "Black hole. Thread.",
    "  flawed golden wire . black hole\n",
    "broken part. contamination. white broken.",
    "crack",
    "printed_circuit_board",
    "is it broken? or not? hole.",
    ".",
    "..",
    ". . a",
    "a [SEP] b. c [CLS] d.",
    "hole ?",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u039f\u03a3 \u039f\u0394\u039f\u03a3. \u0130stanbul \u03a3.",
    "\u039f\u03a3's \u03b1\u03a3\u0301\u03b2 \u03a3\u03b1 \u03b1\u03a3\u00ad. \u1e9e \u01c5",
    "\u3000\u001d\u0085hole\u2003\u001f",
    "crack. " * 126 + "hole",
    "crack. " * 127,
    "crack hole " * 127 + "thread.",
    "crack. " * 100 + "a b c d e f g " * 20 + "end. more.",
]


def read(tokenizer, caption, generate=generate_masks_with_special_tokens_and_transfer_map):
    """The first lines of GroundingDINO.forward()."""
    tokenized = tokenizer([caption], padding="longest", return_tensors="pt")
    specials = tokenizer.convert_tokens_to_ids(["[CLS]", "[SEP]", ".", "?"])
    mask, positions = generate(tokenized, specials, tokenizer)[:2]
    mask = mask[0, :MAX_TOKENS, :MAX_TOKENS]
    rows = []
    for row in mask:
        seen = row.nonzero()[:, 0].tolist()
        assert seen == list(range(seen[0], seen[-1] + 1))
        rows.append([seen[0], seen[-1] + 1])
    ids = tokenized["input_ids"][0, :MAX_TOKENS].tolist()
    return {"tokens": ids, "positions": positions[0, :MAX_TOKENS].tolist(), "sees": rows}


def inner_phrase(posmap, tokenized, tokenizer):
    """get_phrases_from_posmap() as it stands in the repository since 2023 (856dde2); the package's, which is
    also the one published with SAA+, excludes no places."""
    posmap[0] = False
    posmap[255:] = False
    return get_phrases_from_posmap(posmap, tokenized, tokenizer)


def phrases(tokenizer, generator):
    for caption in CAPTIONS:
        caption = preprocess_caption(caption)
        tokenized = tokenizer(caption)
        count = min(len(tokenized["input_ids"]), MAX_TOKENS)
        for threshold in (0.0, 0.25, 0.5):
            probabilities = torch.zeros(MAX_TOKENS)
            for place in {0, count - 1, *(generator.randrange(count) for _ in range(8))}:
                probabilities[place] = generator.choice([0.25, 0.3, 0.5, 0.7])
            seen = probabilities > threshold
            yield {
                "caption": caption,
                "threshold": threshold,
                "probabilities": {i: p for i, p in enumerate(probabilities.tolist()) if p > 0},
                "inner": inner_phrase(seen.clone(), tokenized, tokenizer),
                "all": get_phrases_from_posmap(seen, tokenized, tokenizer),
            }


def main():
    tokenizer = BertTokenizerFast.from_pretrained(sys.argv[1])
    captions = []
    for caption in CAPTIONS:
        ready = preprocess_caption(caption)
        captions.append({"caption": caption, "ready": ready} | read(tokenizer, ready))
    # As they are: the other function falls over captions without a phrase, with the same masks for the rest.
    for caption in ("crack hole", "crack. hole", "", "?"):
        captions.append({"caption": None, "ready": caption} | read(tokenizer, caption, generate_masks_with_special_tokens))
    found = list(phrases(tokenizer, random.Random(5)))
    lines = [json.dumps(case) for case in captions], [json.dumps(case) for case in found]
    out = FIXTURES / "caption.json"
    out.write_text('{"captions": [\n%s\n],\n"phrases": [\n%s\n]}\n' % tuple(",\n".join(part) for part in lines))
    print(len(captions), "captions,", len(found), "phrases,", out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
