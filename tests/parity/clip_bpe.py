#!/usr/bin/env python3
"""Makes unit/text/clip_bpe.json: texts, and the numbers that CLIP's tokenizers make of them.

open_clip's SimpleTokenizer, which is OpenAI's, is what is followed; how many texts transformers'
CLIPTokenizer reads alike is printed. Usage: clip_bpe.py. Needs open_clip_torch, ftfy
and transformers 4.40.
"""

import gzip
import json
import random
import tempfile
from pathlib import Path

import regex
from open_clip.tokenizer import SimpleTokenizer, default_bpe
from transformers import CLIPTokenizer
from wordpiece import WRITTEN, profile_texts

TESTS = Path(__file__).parents[1]
CONTEXT = 77
SHORT = 8

FURTHER = [
    "a photo of a cat",
    "a cropped photo of the metal_nut without flaw",
    "a photo of a damaged pcb1 for visual inspection.",
    "It's he'll they've we're I'm she'd don't 'twas 'S 'LL '\u017f",
    "rock'n'roll !!!'s ?'t",
    "100 cats, 3.14 1,000 \u00bd\u00b2\u2167\u0663",
    "caf\u00e9 cafe\u0301 CAF\u00c9 na\u00efve \u00c5ngstr\u00f6m \u212b",
    "\u201cquoted\u201d \u2018single\u2019 it\u2019s \u201alow\u201e \u02bcn",
    "\ufb01ne \ufb02ow o\ufb00er a\ufb03x wa\ufb04e \u0132s \u01c6 \u0149",
    "\uff21\uff22\uff23\uff11\uff0c \uff76\uff9e \uffe5 \uffe3 \uffa1 \u3000 x",
    "fish &amp; chips &lt;b&gt; &quot;x&quot; &eacute; &copy; &#233; &#xe9; &#8217; &nbsp;",
    "&amp;amp;lt;tag&amp;gt; &amp;eacute",
    "a < b &amp; c &rsquo; &euro;",
    "AT&T &notaname; &; &#; &#x; &am &ampere &noti &copyright",
    "&#128; &#150; &#0; &#55296; &#1114112; &#99999999999; &#7; &#x1F600;",
    "caf&eacute; cafe&#769;",
    "\u0000a\u0001b\u007fc\ufeffd\u206ae\ufffcf",
    "tab\tnew\nline\r\nfeed\u000cform\u000bvt\u2028ls\u2029ps\u00a0nb",
    "<|startoftext|> a <|endoftext|> b <|ENDOFTEXT|> !<|endoftext|>",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f\U0001f1e9\U0001f1ea",
    "snake_case kebab-case CamelCase a.b.c http://x.y/z?q=1&r=2",
    "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
    "the " * 74,
    "the " * 75,
    "the " * 76,
    "x" * 1500,
    "0" * 100,
    "\u65e5\u672c\u8a9e\u306e\u8aac\u660e\u6587 \ud55c\uad6d\uc5b4 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0939\u093f\u0928\u094d\u0926\u0940",
]

# ftfy takes C1 controls for letters decoded with a wrong character set; Python's regex, which looks
# regardless of case, takes the combining iota for neither a letter nor anything else.
LEFT_OUT = ("\u0085", "\u0080", "\u0345")


def random_texts(count):
    generator = random.Random(21)
    blocks = [(0x20, 0x7F), (0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000), (0x3000, 0x30FF), (0x4E00, 0x4E80)]
    blocks += [(0xAC00, 0xAC80), (0xFF00, 0xFFF0), (0x1F600, 0x1F650), (0x2000, 0x2070)]
    for _ in range(count):
        low, high = generator.choice(blocks)
        pick = lambda: generator.randrange(low, high) if generator.random() < 0.5 else generator.randrange(0x20, 0x7F)
        yield "".join(chr(pick()) for _ in range(generator.randrange(1, 20)))


def hugging_face(folder):
    """transformers' tokenizer with the same merges; it needs a vocabulary beside them."""
    tokens = SimpleTokenizer().encoder
    tokens = {{"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}.get(k, k): v for k, v in tokens.items()}
    (folder / "vocab.json").write_text(json.dumps(tokens))
    lines = gzip.open(default_bpe()).read().decode().split("\n")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *lines[1 : 49152 - 256 - 2 + 1]]) + "\n")
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))


def openai_tokenizer():
    """open_clip's, with the names that OpenAI and transformers give the two special tokens."""
    tokenizer = SimpleTokenizer()
    names = {"<|startoftext|>": tokenizer.sot_token_id, "<|endoftext|>": tokenizer.eot_token_id}
    tokenizer.encoder.update(names)
    tokenizer.cache.update({name: name for name in names})
    pattern = tokenizer.pat.pattern.split("|", 2)[2]
    tokenizer.pat = regex.compile("|".join([*map(regex.escape, names), pattern]), regex.IGNORECASE)
    return tokenizer


def until_end(row, end):
    """Without the zeros behind the last end token."""
    return row[: len(row) - row[::-1].index(end)]


def main():
    tokenizer = openai_tokenizer()
    cases = []
    with tempfile.TemporaryDirectory() as name:
        other = hugging_face(Path(name))
        agree = 0
        for text in dict.fromkeys([*WRITTEN, *FURTHER, *profile_texts(), *random_texts(200)]):
            if any(c in text for c in LEFT_OUT):
                continue
            ids, short = (until_end(tokenizer(text, n)[0].tolist(), tokenizer.eot_token_id) for n in (CONTEXT, SHORT))
            agree += other(text, truncation=True, max_length=CONTEXT)["input_ids"] == ids
            cases.append({"text": text, "ids": ids, "short": short})
    out = TESTS / "unit" / "text" / "clip_bpe.json"
    out.write_text("[\n%s\n]\n" % ",\n".join(json.dumps(case) for case in cases))
    print(len(cases), "texts, of which transformers agrees on", agree, "-", out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
