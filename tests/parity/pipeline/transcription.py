"""SAA and SAA+ written down once more, in NumPy, from the paper's equations and the published code's
behaviour. It shares nothing with the C++ under test; make_fixture.py runs it on made-up boxes, masks
and features.

Maps are float64 arrays [height, width], masks are bool arrays of the same shape.
"""
from dataclasses import dataclass, field

import cv2
import numpy as np

NEIGHBOURS = 400
BOX_THRESHOLD = np.float32(0.1)


@dataclass
class Box:
    """What the region generator gives: corners in pixels, score, phrase."""
    corners: tuple
    score: np.float32
    phrase: str

    @property
    def area(self):
        x0, y0, x1, y1 = self.corners
        return max(0.0, x1 - x0) * max(0.0, y1 - y0)


@dataclass
class Scene:
    """What the networks see in one image."""
    width: int
    height: int
    boxes: dict      # prompt text -> [Box]
    objects: dict    # object name -> [Box]
    masks: dict      # corners -> bool array
    features: dict   # 256 or 1024 -> [array [h, w, channels], ...], from fine to coarse

    def mask_of(self, box):
        return self.masks[box.corners]


@dataclass
class Candidate:
    prompt: int
    box: Box
    rule: str = "kept"
    mask: np.ndarray = None
    saliency: float = None
    factor: float = None
    rescored: float = None
    rank: int = None


@dataclass
class Outcome:
    prompts: list
    candidates: list
    anomaly_map: np.ndarray
    saliency_map: np.ndarray = None
    object_area: float = 0.0
    fell_back: list = field(default_factory=list)


# ---------------------------------------------------------------------------------------------------
# Features

def joined(levels):
    """Nearest upsampling to the finest grid, channels side by side, unit length: [positions, C]."""
    rows, columns = levels[0].shape[:2]
    parts = []
    for level in levels:
        parts.append(level.repeat(rows // level.shape[0], axis=0)
                          .repeat(columns // level.shape[1], axis=1))
    feature = np.concatenate(parts, axis=2).reshape(rows * columns, -1).astype(np.float64)
    length = np.linalg.norm(feature, axis=1, keepdims=True)
    return np.divide(feature, length, out=np.zeros_like(feature), where=length > 0)


def bilinear(values, scene):
    return cv2.resize(values.astype(np.float32), (scene.width, scene.height)).astype(np.float64)


def paper_saliency(scene):
    """Eq. 5: mean distance 1 - cos to the 400 nearest features of the same image, not counting the
    feature itself."""
    levels = scene.features[256]
    feature = joined(levels)
    distance = 1 - feature @ feature.T
    np.fill_diagonal(distance, np.inf)
    nearest = np.sort(distance, axis=1)[:, :min(NEIGHBOURS, len(distance) - 1)]
    return bilinear(nearest.mean(axis=1).reshape(levels[0].shape[:2]), scene)


def reference_saliency_within(scene):
    """Published code, one object: the 400 largest of (1 - cos) / 2."""
    levels = scene.features[256]
    feature = joined(levels)
    distance = 0.5 * (1 - feature @ feature.T)
    largest = -np.sort(-distance, axis=1)[:, :NEIGHBOURS]
    return bilinear(largest.mean(axis=1).reshape(levels[0].shape[:2]), scene)


def reference_saliency_between(scene, object_masks):
    """Published code, several objects: (1 - max cos) / 2 to everything in the other objects, in whose
    place an object's own pixels count as zero features. None if it would have nothing to compare."""
    if len(object_masks) < 2:
        return None
    levels = scene.features[1024]
    rows, columns = levels[0].shape[:2]
    feature = joined(levels)
    resized = [cv2.resize(mask.astype(np.int32), (columns, rows), interpolation=cv2.INTER_NEAREST)
               .reshape(-1) > 0 for mask in object_masks]
    resized = [mask for mask in resized if mask.any()]
    if len(resized) < 2:
        return None
    per_object = []
    for index, mask in enumerate(resized):
        blanked = feature.copy()
        blanked[mask] = 0
        others = np.concatenate([blanked[other] for i, other in enumerate(resized) if i != index])
        score = np.zeros(rows * columns)
        score[mask] = 0.5 * (1 - (feature[mask] @ others.T).max(axis=1))
        per_object.append(score)
    return bilinear(np.max(per_object, axis=0).reshape(rows, columns), scene)


# ---------------------------------------------------------------------------------------------------
# Prompts and boxes

def language_prompts(profile, without):
    prompts = []
    if "class_agnostic" not in without:
        name = profile["class_name"] or profile["object"]
        prompts += [(template.replace("{}", name), name) for template in profile["general"]]
    if "class_specific" not in without:
        prompts += [tuple(prompt) for prompt in profile["prompts"]]
    return prompts or [("anomaly", "")]


def filter_box(box, filtered_phrase, max_area):
    """First published filter that drops the box, or "kept"."""
    if not box.score > BOX_THRESHOLD:
        return "box_score"
    if not box.area < max_area:
        return "box_area"
    if not box.area > 0:
        return "box_empty"
    if filtered_phrase and filtered_phrase in box.phrase:
        return "filtered_phrase"
    return "kept"


def generate(scene, prompts, max_area):
    return [Candidate(index, box, filter_box(box, filtered, max_area))
            for index, (text, filtered) in enumerate(prompts)
            for box in scene.boxes.get(text, [])]


def kept(candidates):
    return [candidate for candidate in candidates if candidate.rule == "kept"]


def rescore(candidates, saliency, gain):
    for candidate in kept(candidates):
        if candidate.mask.any():
            candidate.saliency = saliency[candidate.mask].mean()
            candidate.factor = np.exp(gain * candidate.saliency)
        else:
            candidate.factor = 1.0
        candidate.rescored = float(candidate.box.score) * candidate.factor


# ---------------------------------------------------------------------------------------------------
# The paper

def paper(scene, profile, without=()):
    """SAA+ by the text: the object is the `object_count` best-scored boxes of the object pass, areas
    and overlaps are those of masks, a box without a mask is no region."""
    pixels = scene.width * scene.height
    object_area, object_mask = 0.0, np.zeros((scene.height, scene.width), bool)
    if "property" not in without:
        boxes = [box for box in scene.objects.get(profile["object"], [])
                 if filter_box(box, "", np.inf) == "kept"]
        boxes = sorted(boxes, key=lambda box: -box.score)[:profile["object_count"]]
        masks = [scene.mask_of(box) for box in boxes]
        object_area = float(max([mask.sum() for mask in masks], default=0)) or float(pixels)
        for mask in masks:
            object_mask |= mask

    prompts = language_prompts(profile, without)
    candidates = generate(scene, prompts, np.inf)
    for candidate in kept(candidates):
        candidate.mask = scene.mask_of(candidate.box)
        if not candidate.mask.any():
            candidate.rule = "empty_mask"

    if "property" not in without:
        for candidate in kept(candidates):
            area = candidate.mask.sum()
            common = (candidate.mask & object_mask).sum()
            overlap = {"none": np.inf, "inside": common / area,
                       "iou": common / (candidate.mask | object_mask).sum()}[profile["overlap"]]
            if not area < profile["max_area"] * object_area:
                candidate.rule = "area"
            elif object_mask.any() and overlap < profile["min_overlap"]:
                candidate.rule = "overlap"

    saliency = None
    if "saliency" not in without:
        saliency = paper_saliency(scene)
        rescore(candidates, saliency, gain=1)
    for candidate in kept(candidates):
        if candidate.rescored is None:
            candidate.rescored = float(candidate.box.score)

    # Of equal scores the earlier one is better.
    for rank, candidate in enumerate(sorted(kept(candidates), key=lambda c: -c.rescored), start=1):
        candidate.rank = rank
        if "confidence" not in without and rank > profile["top_k"]:
            candidate.rule = "top_k"

    total = np.zeros((scene.height, scene.width))
    count = np.zeros((scene.height, scene.width))
    for candidate in kept(candidates):
        total += candidate.mask * candidate.rescored
        count += candidate.mask
    anomaly_map = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    return Outcome([text for text, _ in prompts], candidates, anomaly_map, saliency, object_area)


def saa(scene, profile, without=()):
    """The vanilla cascade: the naive prompt, no property, saliency or confidence prompt."""
    del without
    return paper(scene, profile,
                 ("class_agnostic", "class_specific", "property", "saliency", "confidence"))


# ---------------------------------------------------------------------------------------------------
# The published code

def reference(scene, profile, without=()):
    """SAA+ as published, to the letter; what it has no switch for is left out where the paper's
    ablation leaves it out."""
    pixels = scene.width * scene.height
    count = profile["object_count"]
    uses_property, uses_saliency = "property" not in without, "saliency" not in without
    between = uses_saliency and count > 1
    object_masks, largest = [], 0.0
    if uses_property or between:
        name = profile["reference_object"] or profile["object"]
        boxes = [box for box in scene.objects.get(name, [])
                 if filter_box(box, "PlaceHolder", pixels / count) == "kept"]
        object_masks = [scene.mask_of(box) for box in boxes]
        largest = max([box.area for box in boxes], default=0) / pixels or 1.0
    max_area = largest * profile["max_area"] * pixels if uses_property else np.inf

    prompts = language_prompts(profile, without)
    candidates = generate(scene, prompts, max_area)
    for candidate in kept(candidates):
        candidate.mask = scene.mask_of(candidate.box)
    if not kept(candidates):
        nothing = Candidate(-1, Box((0, 0, 0, 0), np.float32(0), ""))
        nothing.mask = np.zeros((scene.height, scene.width), bool)
        candidates.append(nothing)

    saliency, fell_back = None, []
    if uses_saliency:
        if between:
            saliency = reference_saliency_between(scene, object_masks)
            if saliency is None:
                fell_back.append("saliency")
        if saliency is None:
            saliency = reference_saliency_within(scene)
        rescore(candidates, saliency, gain=3)
    in_order = kept(candidates)
    for candidate in in_order:
        if candidate.rescored is None:
            candidate.rescored = float(candidate.box.score)

    scores = np.array([candidate.rescored for candidate in in_order])
    ascending = scores.argsort(kind="stable")
    best = ascending[-profile["top_k"]:] if "confidence" not in without else ascending
    for rank, index in enumerate(ascending[::-1], start=1):
        in_order[index].rank = rank
        if index not in best:
            in_order[index].rule = "top_k"

    anomaly_map = np.zeros((scene.height, scene.width))
    weight_map = np.ones((scene.height, scene.width))
    for index in best:
        anomaly_map += in_order[index].mask * scores[index]
        weight_map += in_order[index].mask
    object_area = largest * pixels if uses_property else 0.0
    return Outcome([text for text, _ in prompts], candidates, anomaly_map / weight_map, saliency,
                   object_area, fell_back)


PRESETS = {"paper": paper, "reference": reference, "saa": saa}
