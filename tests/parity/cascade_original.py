#!/usr/bin/env python3
"""Runs the published SAA code on real images and writes down what every stage of it gives.

The code runs as published, from a checkout of github.com/caoyunkang/Segment-Any-Anomaly, with its own
pre-processing and its own copies of GroundingDINO and SAM. Replaced at run time: where BERT's vocabulary and
the networks' weights come from; boxes go to SAM's decoder a few at a time, which changes no mask and
saves memory; and objects too small for the grid of features, at which the code fails, are left out. Needs tests/parity/requirements.txt.

Usage: cascade_original.py --published CHECKOUT MODELS OUT PROFILE=IMAGE…
e.g.   cascade_original.py --published saa models out mtd/mtd=tile.jpg bracket.toml=bracket.jpg

Written for each image, NAME being the profile's last part and the image's stem:

NAME.json
  image, profile, width, height      what was run on what; the image's path is absolute
  sentence                           the property sentence made from the profile
  prompts                            [text, filtered phrase] of each defect prompt
  object                             {"text", "area" (of the image, 0..1), "candidates"}
  candidates                         those of the defect prompts in the order of the published code
  closest                            how near a decision was to going the other way, see Margins below
  seconds                            of the whole cascade, without loading
  Of a candidate: prompt (index), query (0..899), box (x0, y0, x1, y1 in pixels), score, phrase as published without
  the score; of a defect's also rescored and kept (whether it is among the K best).
NAME.safetensors
  object_masks, masks                u8 [candidates, ceil(height * width / 8)], numpy.packbits of each mask
  saliency                           f32 [height, width]
  anomaly_map                        f64 [height, width], before it is brought to 400 x 400
  anomaly_map_400                    f64 [400, 400], what the published code returns
"""

import argparse
import importlib
import json
import sys
import time
import tomllib
from pathlib import Path

import cv2
import numpy as np
import official_networks as official
import torch
from safetensors.numpy import save_file

PROFILES = Path(__file__).parents[2] / "profiles"
THRESHOLD = 0.1  # of boxes and of words, as the published command has it
BOXES_AT_A_TIME = 16
GRID = 256  # of features where objects are compared with each other


def property_sentence(profile):
    similar = "similar" if profile["similar"] else "dissimilar"
    name = profile.get("reference_object", profile["object"])
    return (
        f"the image of {profile['class_name']} have {profile['object_count']} {similar} {name} with a maximum of "
        f"{profile['top_k']} anomaly. The anomaly would not exceed {profile['max_area']} object area. "
    )


def text_prompts(profile):
    name = profile["class_name"]
    general = [[text.format(name), name] for text in profile["general"]]
    return general + [[p["text"], p["filtered_phrase"]] for p in profile.get("prompt", [])]


class Margins:
    """The least distance of any value to the limit it was compared with: where it is far above the rounding
    errors of f32, both sides must decide alike."""

    def __init__(self):
        self.least = {}

    def note(self, decision, distances):
        distances = np.abs(np.asarray(distances, dtype=np.float64)).ravel()
        if distances.size:
            self.least[decision] = min(self.least.get(decision, np.inf), float(distances.min()))


def on_grid(object_masks):
    """Those that have a place left on the grid of features; the published code fails at one that has none."""
    small = [cv2.resize(m.astype(np.int32), (GRID, GRID), interpolation=cv2.INTER_NEAREST) for m in object_masks]
    return object_masks[[i for i, mask in enumerate(small) if mask.any()]]


class Unresized:
    """cv2, but for resize(), which hands its input on and remembers it."""

    def __init__(self, cv2):
        self.cv2 = cv2

    def __getattr__(self, name):
        return getattr(self.cv2, name)

    def resize(self, values, size, **_):
        self.full = values.copy()
        return self.cv2.resize(values, size)


def recorder(base, module):
    """The published model, which also remembers what passes through its methods."""

    class Recorder(base):
        def begin(self):
            self.passes, self.margins = [], Margins()

        def ensemble_text_guided_mask_proposal(self, image, texts, *others):
            self.passes.append({"candidates": [], "text": texts})
            return super().ensemble_text_guided_mask_proposal(image, texts, *others)

        def bbox_suppression(self, boxes, logits, text, filtered, *limits):
            score_limit, text_limit, max_area, _ = limits
            kept, scores, phrases = super().bbox_suppression(boxes, logits, text, filtered, *limits)
            best, areas = logits.amax(1), boxes[:, 2] * boxes[:, 3]
            passing = (best > score_limit) & (areas < max_area)
            self.margins.note("box score", best - score_limit)
            self.margins.note("box area, relative", areas[best > score_limit] / float(max_area) - 1)
            self.margins.note("word score", logits[passing][logits[passing] > 0] - text_limit)
            if kept is None:
                self.passes[-1]["candidates"].append([])
                return kept, scores, phrases
            queries = [int((boxes == box).all(1).nonzero()[0]) for box in kept]
            order = self.selection.sort(descending=True)[0]
            gaps = (order[:-1] - order[1:]) / order.abs().max()
            self.margins.note("place among the selected, relative", gaps[queries])
            self.passes[-1]["candidates"].append(
                [
                    {"query": query, "score": score, "phrase": phrase[: phrase.rindex("(")]}
                    for query, score, phrase in zip(queries, scores, phrases)
                ]
            )
            return kept, scores, phrases

        def region_refine(self, boxes, scores, height, width):
            masks, scores = super().region_refine(boxes, scores, height, width)
            self.passes[-1] |= {"boxes": boxes.clone(), "masks": masks}
            return masks, scores

        def saliency_prompting(self, image, object_masks, *inputs):
            if self.object_number > 1:
                object_masks = on_grid(object_masks)
            masks, scores, saliency = super().saliency_prompting(image, object_masks, *inputs)
            self.rescored, self.saliency = scores, saliency
            return masks, scores, saliency

        def confidence_prompting(self, masks, scores, saliency):
            module.cv2 = Unresized(module.cv2)
            try:
                result = super().confidence_prompting(masks, scores, saliency)
                self.anomaly_map = module.cv2.full
            finally:
                module.cv2 = module.cv2.cv2
            order = np.sort(scores)
            self.margins.note("rank, relative", (order[1:] - order[:-1]) / order[-1])
            return result

    return Recorder


def in_small_batches(predict_torch):
    def predict(point_coords, point_labels, boxes, multimask_output):
        parts = [
            predict_torch(point_coords, point_labels, boxes=part, multimask_output=multimask_output)
            for part in boxes.split(BOXES_AT_A_TIME)
        ]
        return tuple(torch.cat(values) for values in zip(*parts))

    return predict


def published_model(checkout, models):
    """The published model with the given weights, on the CPU."""
    sys.path[:0] = [str(checkout), str(checkout / "GroundingDINO")]
    official.use_local_bert(models / official.VOCABULARY)
    import timm

    create_model = timm.create_model
    weights = {"file": str(models / official.WIDE_RESNET_FILE)}
    timm.create_model = lambda *names, checkpoint_path, **options: create_model(
        *names, **options, pretrained_cfg_overlay=weights
    )
    module = importlib.import_module("SAA.model")
    model = recorder(module.Model, module)(
        checkout / "GroundingDINO/groundingdino/config/GroundingDINO_SwinT_OGC.py",
        models / official.GROUNDING_DINO_FILE,
        models / official.SAM_FILES["vit_h"],
        THRESHOLD,
        THRESHOLD,
        out_size=400,
        device="cpu",
    ).eval()
    timm.create_model = create_model
    refiner = model.anomaly_region_refiner
    refiner.predict_torch = in_small_batches(refiner.predict_torch)

    def keep_selection(_, __, outputs):
        model.selection = outputs["topk_logits"][0]

    model.anomaly_region_generator.register_forward_hook(keep_selection)
    return model


def packed(record):
    return np.stack([np.packbits(mask) for mask in record["masks"]])


def candidates(record):
    found = [{"prompt": i} | c for i, of_prompt in enumerate(record["candidates"]) for c in of_prompt]
    return [c | {"box": box.tolist()} for c, box in zip(found, record.get("boxes", []), strict=True)]


@torch.no_grad()
def run(model, profile_name, image_file, out):
    profile_file = Path(profile_name) if profile_name.endswith(".toml") else PROFILES / f"{profile_name}.toml"
    profile = tomllib.loads(profile_file.read_text())
    image = importlib.import_module("cv2").imread(str(image_file))
    if image is None:
        sys.exit(f"{image_file} is no image")
    prompts, sentence = text_prompts(profile), property_sentence(profile)
    model.set_ensemble_text_prompts(prompts)
    model.set_property_text_prompts(sentence)
    model.begin()
    start = time.perf_counter()
    anomaly_map, _ = model(image)
    seconds = time.perf_counter() - start

    objects, defects = model.passes
    best = set(np.argsort(model.rescored)[-profile["top_k"] :].tolist())
    found = candidates(defects)
    for i, candidate in enumerate(found):
        candidate |= {"rescored": float(model.rescored[i]), "kept": i in best}
    result = {
        "image": str(image_file.resolve()),
        "profile": profile_name,
        "width": image.shape[1],
        "height": image.shape[0],
        "sentence": sentence,
        "prompts": prompts,
        "object": {
            "text": objects["text"][0],
            "area": float(model.defect_max_area) / profile["max_area"],
            "candidates": candidates(objects),
        },
        "candidates": found,
        "closest": model.margins.least,
        "seconds": seconds,
    }
    tensors = {
        "saliency": model.saliency.astype(np.float32),
        "anomaly_map": model.anomaly_map,
        "anomaly_map_400": anomaly_map,
    }
    tensors |= {"object_masks": packed(objects)} if "masks" in objects else {}
    tensors |= {"masks": packed(defects)} if "masks" in defects else {}
    stem = out / f"{Path(profile_name).stem}-{image_file.stem}"
    save_file({name: np.ascontiguousarray(t) for name, t in tensors.items()}, f"{stem}.safetensors")
    Path(f"{stem}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print(f"{stem.name}: {len(result['object']['candidates'])} objects, {len(found)} candidates, {seconds:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--published", type=Path, required=True, help="checkout of the published SAA code")
    parser.add_argument("models", type=Path, help="folder with the checkpoints and the vocabulary")
    parser.add_argument("out", type=Path)
    parser.add_argument("images", nargs="+", metavar="PROFILE=IMAGE")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = published_model(options.published.resolve(), options.models)
    for word in options.images:
        profile, image = word.split("=", 1)
        run(model, profile, Path(image), options.out)


if __name__ == "__main__":
    main()
