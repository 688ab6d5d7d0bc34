#!/usr/bin/env python3
"""Makes unit/text/wordpiece.json: texts, and what BertTokenizerFast makes of them.

Usage: wordpiece.py FOLDER, with bert-base-uncased's vocab.txt in it. Needs transformers 4.40.
"""

import json
import random
import sys
from pathlib import Path

from transformers import BertTokenizerFast

TESTS = Path(__file__).parents[1]
PROFILES = TESTS.parent / "profiles"

WRITTEN = [
    "",
    " ",
    "\t\r\n \u000b\u000c\u0085",
    ".",
    "?.!,;:",
    "a.b?c!d,e",
    "... ??? !!! --- ___ ***",
    "Black hole. Thread.",
    "BROKEN PART. contamination. white broken.",
    "flawed golden wire . black hole .",
    "printed_circuit_board. bent wire on pcb",
    "metal_nut macaroni1 ksdd2 pcb4 mtd",
    "don't can't I'm it's we've they're 'quoted' rock 'n' roll",
    "o'clock ' . ' , n't 'm 's 've 're",
    "do not tokenize does not",
    "\u00e0\u00e9\u00ee\u00f5\u00fc \u00c0\u00c9\u00ce\u00d5\u00dc \u00f1 \u00e7 \u00e5 \u00f8 \u00e6 \u00df \u1e9e",
    "re\u0301sume\u0301 r\u00e9sum\u00e9 RE\u0301SUME\u0301",
    "I \u0130 i \u0131 \u0130stanbul DI\u015e",
    "\u01c5 \u01c4 \u01c6 \ufb01\ufb02 \u2126 \u212b \u00b5 \u03bc",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2 \u039f\u0394\u039f\u03a3 \u03c3\u03c2",
    "\u041f\u0440\u0438\u0432\u0435\u0442 \u0439 \u0451 \u0419 \u0401 \u0456\u0457",
    "\u65e5\u672c\u8a9e \u4e2d\u6587defect\u6587 \u3042\u3044\u3046 \u30ab\u30ac\u30d1",
    "\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab",
    "\U00020000\U0002a6df\U0002a700\U0002b740\U0002b820\U0002b91f\U0002b920\uf900\U0002f800",
    "\u3400\u4dbf\u4e00\u9fff\u3007\u30fb\u3002\u3001\u300c\u300d",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0643\u064e\u062a\u064e\u0628\u064e",
    "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd \u05d9\u05d9",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u0937 \u0e44\u0e17\u0e22 \u0bb9\u0bc8",
    "\U0001f600\U0001f44d\U0001f3fd \u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "a\u200bb a\u200cb a\u200db a\u2060b \ufeffa \u00adsoft\u00adhyphen",
    "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u1680g\u202fh",
    "a\u0000b\u0001c\u007fd\u0080e\ufffdf\ue000g\U000f0000h",
    "a\u0301\u0302\u0303\u0323 \u0323\u0301a \u20dd \u0488 x\u20d7",
    "\U0001d165\U0001d16d \u302e\u302a",
    "\u00bd \u00b2 \u2460 \u2167 \u0663\u0664 10 1,000.50 3.14 1e-5 50% #1 $5 \u20ac5 \u00a35",
    "a+b=c <x> y^2 ~ `code` |pipe| \\slash/ {x} [y] (z) @me &co",
    "\u2013 \u2014 \u2018q\u2019 \u201cq\u201d \u2026 \u00ab\u00bb \u00bf? \u00a1! \u00a7 \u00b6 \u2020 \u2022 \u203d",
    "\u00a9 \u00ae \u2122 \u00b0 \u00b1 \u00d7 \u00f7 \u2192 \u2200 \u221e",
    "[CLS] a [SEP] b [UNK] c [PAD] d [MASK]",
    "a[SEP]b[CLS]c",
    "[cls] [Sep] [ CLS ] [[SEP]] [CLS",
    "##ing ## #a a##b",
    "a" * 99 + " " + "b" * 100 + " " + "c" * 101,
    "\u00e9" * 100 + " " + "e\u0301" * 101 + " " + "\ud55c" * 34,
    "electroencephalographically unbelievably",
    "x" * 3000,
    "crack " * 300,
    "\uff21\uff22\uff23 \uff0e \u2160\u2170 \u24b6\u24d0",
    "\u1e9b\u0323 \u0344 \u0958 \u2adc \ufb1d",
    "\u0345 \u1f80 \u1fb3 \u03b9\u0308\u0301",
    "\u10a0 \u10d0 \u1c90 \u13a0 \uab70 \u0561\u0587",
    "\U00010400 \U00010428 \u2c00 \ua640",
]


def profile_texts():
    """Names and prompts of every class, from the quoted strings of the profiles."""
    for file in sorted(PROFILES.rglob("*.toml")):
        yield file.stem
        for line in file.read_text("utf-8").splitlines():
            yield from line.split('"')[1::2]


def random_texts(count):
    generator = random.Random(11)
    blocks = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x1E00, 0x2000), (0x2000, 0x2070)]
    blocks += [(0x20A0, 0x2190), (0x3000, 0x30FF), (0x4E00, 0x4E80), (0xAC00, 0xAC80), (0xFB00, 0xFB10)]
    for _ in range(count):
        low, high = generator.choice(blocks)
        text = ""
        for _ in range(generator.randrange(1, 25)):
            text += chr(generator.randrange(low, high) if generator.random() < 0.6 else generator.randrange(0x20, 0x7F))
        yield text


def main():
    tokenizer = BertTokenizerFast.from_pretrained(sys.argv[1])
    generator = random.Random(12)
    texts = dict.fromkeys([*WRITTEN, *profile_texts(), *random_texts(150)])
    encoded = []
    for text in texts:
        ids = tokenizer(text)["input_ids"]
        encoded.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids)})
    marks = tokenizer.convert_tokens_to_ids([".", "?", "!", ",", "'", "n", "##n", "t", "m", "s", "ve", "re", "[SEP]"])
    decoded = [{"ids": [], "decoded": tokenizer.decode([])}, {"ids": [30522, 7, 99999], "decoded": tokenizer.decode([30522, 7, 99999])}]
    for _ in range(150):
        ids = [generator.choice(marks) if generator.random() < 0.5 else generator.randrange(30522) for _ in range(8)]
        decoded.append({"ids": ids, "decoded": tokenizer.decode(ids)})
    out = TESTS / "unit" / "text" / "wordpiece.json"
    lines = [json.dumps(case) for case in encoded], [json.dumps(case) for case in decoded]
    out.write_text('{"encoded": [\n%s\n],\n"decoded": [\n%s\n]}\n' % tuple(",\n".join(part) for part in lines))
    print(len(encoded), "texts,", out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
