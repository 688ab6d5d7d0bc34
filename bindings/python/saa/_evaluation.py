"""A data set's figures."""

from __future__ import annotations

import os
from typing import Callable, Iterable, Optional, Sequence, Union

from ._context import plan_of
from ._options import Path, method_and_preset, predict_options, profile_of, segmenter_options
from ._saa import Cancel, Evaluation, Profile, evaluate_dataset


def evaluate(kind: str, root: Path, *, out: Path, profile: Union[str, "os.PathLike[str]", Profile, None] = None,
             categories: Sequence[str] = (), split: str = "", limit: int = 0, side: int = 400, jobs: int = 0,
             regions: bool = True, aupro: bool = True, top_k: Optional[int] = None,
             progress: Optional[Callable[[int, int], object]] = None, cancel: Optional[Cancel] = None,
             preset: Optional[str] = None, threshold: Optional[float] = None, class_agnostic: bool = True,
             class_specific: bool = True, property: bool = True, saliency: bool = True, neighbours: bool = True,
             confidence: bool = True, context: Union[Path, Iterable[Path], None] = None, method: str = "saa+",
             method_variant: str = "", engine: str = "automatic", models: Optional[Path] = None,
             cache: Optional[Path] = None, threads: int = 0, precision: str = "f32", detector: str = "automatic",
             refiner: str = "automatic", detector_size: int = 800) -> Evaluation:
    """Predicts a data set's images and compares with its masks; docs/evaluation.md defines the figures.

    kind: "mvtec", "visa", "ksdd2", "mtd" or "folder"; root is its folder.
    out: keeps what was computed, so that a run that was stopped (Ctrl-C) goes on where it was.
    profile: in place of each category's own.
    categories, split, limit: which images; limit is for each category, 0: all.
    side: scores and truth are compared at side x side pixels.
    regions, aupro: whether these figures, which take long, are wanted.
    top_k: in place of the profile's.
    context: for the neighbour prompt: "self", each category's own images; a folder or list of pictures; or a file of
        Context.save().
    progress: called with the number of images done and of all.
    cancel: another thread may set it, upon which CancelledError is raised; what was computed is kept.
    The rest is as in Segmenter.
    """
    method, preset = method_and_preset(method, preset)
    options = predict_options(preset, threshold, class_agnostic, class_specific, property, saliency, neighbours,
                              confidence)
    networks = segmenter_options(method, method_variant, engine, models, cache, threads, precision, detector, refiner,
                                 detector_size, 256 << 20)
    return evaluate_dataset(kind, os.fspath(root), os.fspath(out), networks, options,
                            profile=None if profile is None else profile_of(profile), categories=list(categories),
                            split=split, top_k=top_k, side=side, limit=limit, jobs=jobs, regions=regions, aupro=aupro,
                            context=plan_of(context), progress=progress, cancel=cancel)
