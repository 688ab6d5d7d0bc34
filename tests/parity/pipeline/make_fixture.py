"""Writes cascade.json: made-up scenes, and what transcription.py makes of them under every preset and
with each prompt switched off. Needs numpy and opencv; the tests need neither.

    python make_fixture.py
"""
import json
import pathlib

import numpy as np

from transcription import PRESETS, Box, Scene

SWITCHES = ["class_agnostic", "class_specific", "property", "saliency", "confidence"]


def profile(**changes):
    values = {
        "class_name": "", "object": "plate", "reference_object": "", "object_count": 1, "top_k": 3,
        "max_area": 0.5, "overlap": "inside", "min_overlap": 0.0,
        "general": ["defect on {}", "flaw on {}"],
        "prompts": [["hole. crack.", "plate"], ["spot", "plate"]],
    }
    values.update(changes)
    return values


class SceneMaker:
    """A scene on which boxes, masks and features are drawn at random but for what a case asks for."""

    def __init__(self, seed, width=32, height=24):
        self.random = np.random.default_rng(seed)
        self.scene = Scene(width, height, {}, {}, {}, {})

    def features(self, side, rows, columns, channels=(5, 4, 3), zeros=False):
        """Small non-negative integers, many of them 0; each level half the size of the one before."""
        levels = []
        for level, size in enumerate(channels):
            shape = (rows >> level, columns >> level, size)
            values = np.maximum(self.random.integers(-4, 10, shape), 0)
            if zeros:
                values[:shape[0] // 2] = 0
            levels.append(values)
        self.scene.features[side] = levels
        return self

    def corners(self, size=None):
        """A box inside the image, in quarters of a pixel."""
        scene = self.scene
        size = size or self.random.integers(3, 12, 2)
        x0 = self.random.integers(0, 4 * (scene.width - size[0])) / 4
        y0 = self.random.integers(0, 4 * (scene.height - size[1])) / 4
        return (float(x0), float(y0), float(x0 + size[0]), float(y0 + size[1]))

    def mask(self, corners, holes=0.3):
        """Most of the pixels that the box covers wholly."""
        x0, y0 = (max(0, int(np.ceil(corner))) for corner in corners[:2])
        x1, y1 = min(self.scene.width, int(corners[2])), min(self.scene.height, int(corners[3]))
        mask = np.zeros((self.scene.height, self.scene.width), bool)
        mask[y0:y1, x0:x1] = self.random.random((y1 - y0, x1 - x0)) >= holes
        return mask

    def box(self, score=None, phrase="hole", corners=None, mask=None, holes=0.3):
        corners = tuple(float(c) for c in corners) if corners else self.corners()
        if corners in self.scene.masks:
            return self.box(score, phrase, None, mask, holes)
        score = np.float32(self.random.uniform(0.12, 0.9) if score is None else score)
        self.scene.masks[corners] = self.mask(corners, holes) if mask is None else mask
        return Box(corners, score, phrase)

    def found(self, prompt, *boxes):
        self.scene.boxes.setdefault(prompt, []).extend(boxes)
        return self

    def is_object(self, name, *boxes):
        self.scene.objects.setdefault(name, []).extend(boxes)
        return self

    def pixels(self, *points):
        mask = np.zeros((self.scene.height, self.scene.width), bool)
        for x, y in points:
            mask[y, x] = True
        return mask


def candidates_everywhere(maker, count=4):
    for prompt in ["defect on plate", "flaw on plate", "hole. crack.", "spot", "anomaly"]:
        maker.found(prompt, *[maker.box() for _ in range(count)])
    return maker


def one_object():
    maker = SceneMaker(1).features(256, 24, 24)
    candidates_everywhere(maker)
    maker.found("spot", maker.box(0.99, corners=(0, 0, 30, 22)),    # larger than half the object
                maker.box(0.95, "a plate"),                          # the part itself
                maker.box(0.05),                                     # not sure enough
                maker.box(0.1),                                      # exactly at the threshold
                maker.box(0.8, corners=(4, 4, 4, 9)))                # no area
    return maker.is_object("plate", maker.box(0.7, "plate", (2, 1, 29, 22), holes=0.1),
                           maker.box(0.3, "plate")).scene


def partly_beside_the_object():
    maker = candidates_everywhere(SceneMaker(2).features(256, 16, 16, (6,)))
    return maker.is_object("plate", maker.box(0.7, "plate", (0, 0, 18, 24), holes=0.0)).scene


def several_objects(seed, *corners):
    maker = SceneMaker(seed).features(256, 8, 8).features(1024, 32, 32)
    candidates_everywhere(maker, 2)
    for corner in corners:
        maker.is_object("plate", maker.box(None, "plate", corner, holes=0.2))
    return maker.scene


def objects_too_small_to_compare():
    maker = SceneMaker(9, 64, 48).features(256, 8, 8).features(1024, 8, 8)
    candidates_everywhere(maker, 1)
    return maker.is_object(
        "plate", maker.box(0.8, "plate", (0, 0, 20, 20)),
        maker.box(0.6, "plate", (41, 41, 44, 44), mask=maker.pixels((42, 43)))).scene


def nothing_found():
    return SceneMaker(4).features(256, 8, 8).scene


def no_object():
    return candidates_everywhere(SceneMaker(5).features(256, 8, 8, (4, 4))).scene


def only_dropped_boxes():
    maker = SceneMaker(6).features(256, 8, 8)
    for prompt in ["spot", "anomaly"]:
        maker.found(prompt, maker.box(0.04), maker.box(0.5, "plate edge"))
    return maker.is_object("plate", maker.box(0.7, "plate", (1, 1, 30, 23))).scene


def equal_scores():
    """Features alike everywhere, so that equal scores stay equal."""
    maker = SceneMaker(7)
    maker.scene.features[256] = [np.full((8, 8, 3), 2)]
    for prompt in ["spot", "anomaly"]:
        maker.found(prompt, *[maker.box(score) for score in (0.5, 0.25, 0.5, 0.5, 0.25, 0.5, 0.125)])
    return maker.is_object("plate", maker.box(0.7, "plate", (0, 0, 32, 23), holes=0.0)).scene


def tiny_and_empty_masks():
    maker = SceneMaker(8).features(256, 8, 8)
    for prompt in ["spot", "anomaly"]:
        maker.found(prompt, maker.box(0.5, mask=maker.pixels((3, 4))),
                    maker.box(0.9, mask=maker.pixels()),
                    maker.box(0.6, mask=maker.pixels((31, 23))),
                    maker.box(0.7, mask=maker.pixels((3, 4), (4, 4))))
    return maker.is_object("plate", maker.box(0.7, "plate", (0, 0, 31, 20), holes=0.0)).scene


def whole_image_object():
    maker = candidates_everywhere(SceneMaker(10).features(256, 24, 20, (4, 3), zeros=True))
    return maker.is_object("plate", maker.box(0.7, "plate", (0, 0, 32, 24), holes=0.0)).scene


def object_without_a_mask():
    maker = candidates_everywhere(SceneMaker(11).features(256, 8, 8), 2)
    return maker.is_object("plate", maker.box(0.7, "plate", (2, 2, 20, 20),
                                              mask=maker.pixels())).scene


def boxes_beyond_the_edge():
    maker = SceneMaker(12).features(256, 8, 8)
    maker.found("spot", maker.box(0.6, corners=(-3, -2, 5, 6), mask=maker.pixels((0, 0), (1, 2))),
                maker.box(0.5, corners=(25, 18, 36.5, 27), mask=maker.pixels((31, 23))))
    return maker.is_object("plate,", maker.box(0.7, "plate", (-1, -1, 20, 26), holes=0.0)).scene


SCENES = {
    "one object": one_object(),
    "partly beside the object": partly_beside_the_object(),
    "two objects": several_objects(3, (0, 0, 12, 14), (17, 8, 30, 23)),
    "overlapping objects": several_objects(13, (0, 0, 14, 14), (9, 5, 22, 18), (20, 0, 31, 12)),
    "object inside another": several_objects(15, (1, 1, 20, 20), (4, 4, 10, 9)),
    "one object of several": several_objects(14, (3, 3, 15, 17)),
    "objects too small to compare": objects_too_small_to_compare(),
    "nothing found": nothing_found(),
    "no object": no_object(),
    "only dropped boxes": only_dropped_boxes(),
    "equal scores": equal_scores(),
    "tiny and empty masks": tiny_and_empty_masks(),
    "whole image object": whole_image_object(),
    "object without a mask": object_without_a_mask(),
    "boxes beyond the edge": boxes_beyond_the_edge(),
}


def cases():
    """(scene, profile, preset, prompts left out)"""
    for scene in SCENES:
        for preset in PRESETS:
            yield scene, profile(), preset, []
    for preset in ["paper", "reference"]:
        for switch in SWITCHES:
            yield "one object", profile(), preset, [switch]
        yield "one object", profile(), preset, ["class_agnostic", "class_specific"]
        yield "one object", profile(), preset, SWITCHES
        for scene in ["two objects", "overlapping objects", "object inside another",
                      "one object of several",
                      "objects too small to compare"]:
            yield scene, profile(object_count=2), preset, []
        yield "two objects", profile(object_count=2, overlap="inside", min_overlap=0.7), preset, []
        yield "one object", profile(object_count=3, max_area=0.2), preset, []
        yield "overlapping objects", profile(object_count=3), preset, ["property"]
        yield "overlapping objects", profile(object_count=3), preset, ["saliency"]
        for scene in ["equal scores", "tiny and empty masks"]:
            for top_k in [1, 2, 5, 50]:
                yield scene, profile(top_k=top_k, max_area=1.0), preset, []
            yield scene, profile(), preset, ["saliency"]
        yield "nothing found", profile(object_count=4), preset, []
        yield "whole image object", profile(max_area=0.05), preset, []
        yield "boxes beyond the edge", profile(reference_object="plate,"), preset, []
    for overlap in ["none", "inside", "iou"]:
        for least in [0.02, 0.1, 0.6]:
            yield ("partly beside the object", profile(overlap=overlap, min_overlap=least), "paper",
                   [])
    yield "partly beside the object", profile(overlap="inside", min_overlap=1.0), "reference", []
    yield "no object", profile(overlap="inside", min_overlap=0.5), "paper", []


def numbers(values):
    return [round(float(value), 7) for value in np.ravel(values)]


def runs(values):
    """[count, value, count, value, ...]"""
    coded = []
    for value in numbers(values):
        if coded and coded[-1] == value:
            coded[-2] += 1
        else:
            coded += [1, value]
    return coded


def mask_rows(mask):
    """The mask's bounding box and its rows as text."""
    ys, xs = np.nonzero(mask)
    if len(ys) == 0:
        return {"x": 0, "y": 0, "rows": []}
    window = mask[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    return {"x": int(xs.min()), "y": int(ys.min()),
            "rows": ["".join("#" if pixel else "." for pixel in row) for row in window]}


def scene_json(scene):
    def boxes(found):
        return {key: [[*box.corners, float(box.score), box.phrase] for box in value]
                for key, value in found.items()}
    return {
        "width": scene.width, "height": scene.height,
        "boxes": boxes(scene.boxes), "objects": boxes(scene.objects),
        "masks": [{"box": list(corners), **mask_rows(mask)}
                  for corners, mask in scene.masks.items()],
        "features": {str(side): [{"shape": list(level.shape), "values": level.ravel().tolist()}
                                 for level in levels] for side, levels in scene.features.items()},
    }


def candidate_json(candidate):
    scores = {"saliency": candidate.saliency, "factor": candidate.factor,
              "rescored": candidate.rescored}
    return {
        "prompt": candidate.prompt, "box": list(candidate.box.corners), "rule": candidate.rule,
        "area": 0 if candidate.mask is None else int(candidate.mask.sum()), "rank": candidate.rank,
        **{key: None if value is None else round(float(value), 9)
           for key, value in scores.items()}}


def main():
    saliency_maps = []
    case_list = []
    for scene, values, preset, without in cases():
        outcome = PRESETS[preset](SCENES[scene], values, without)
        saliency = None
        if outcome.saliency_map is not None:
            saliency_map = numbers(outcome.saliency_map)
            if saliency_map not in saliency_maps:
                saliency_maps.append(saliency_map)
            saliency = saliency_maps.index(saliency_map)
        case_list.append({
            "scene": scene, "profile": values, "preset": preset, "without": without,
            "expected": {
                "prompts": outcome.prompts, "object_area": round(outcome.object_area, 6),
                "saliency_fell_back": bool(outcome.fell_back), "saliency_map": saliency,
                "anomaly_map": runs(outcome.anomaly_map),
                "candidates": [candidate_json(candidate) for candidate in outcome.candidates],
            }})
    target = pathlib.Path(__file__).with_name("cascade.json")
    text = json.dumps({"scenes": {name: scene_json(scene) for name, scene in SCENES.items()},
                       "saliency_maps": saliency_maps, "cases": case_list}, separators=(",", ":"))
    target.write_text(text.replace('},{"scene"', '},\n{"scene"') + "\n")
    print(f"{target.name}: {len(case_list)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
