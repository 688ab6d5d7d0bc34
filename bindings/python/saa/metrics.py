"""Figures over anomaly maps and masks; docs/evaluation.md defines each.

Scores and truths are arrays (H, W) of one image, arrays (N, H, W), or iterables of arrays (H, W); scores are taken as
float32, truths as "not 0". All images count together. A figure that is not defined is None.
"""

from __future__ import annotations

from typing import Any, Iterable, Optional, Union

import numpy as np
import numpy.typing as npt

from ._saa import AtThreshold, Metrics, evaluate_arrays

__all__ = ["AtThreshold", "Metrics", "aupro", "average_precision", "auroc", "evaluate", "image_auroc",
           "image_average_precision", "image_max_f1", "max_f1_pixel", "region_f1"]

Arrays = Union[npt.NDArray[Any], Iterable[Any]]


def evaluate(scores: Arrays, truths: Arrays, *, neighbour_scores: Optional[Iterable[Optional[float]]] = None,
             side: int = 0, regions: bool = True, aupro: bool = True, threads: int = 0) -> Metrics:
    """All figures at once.

    neighbour_scores: of each image, Result.neighbour_score; for the three figures that are named after them.
    side: as published, scores and truths are first brought to side x side pixels (400); 0: as they are.
    """
    maps = [_plane(each, np.float32, "scores") for each in _images(scores, "scores")]
    masks = [_plane(each, np.bool_, "truths") for each in _images(truths, "truths")]
    if len(maps) != len(masks):
        raise ValueError(f"there are {len(maps)} scores and {len(masks)} truths; expected as many")
    neighbours = [None] * len(maps) if neighbour_scores is None else list(neighbour_scores)
    if len(neighbours) != len(maps):
        raise ValueError(f"there are {len(maps)} scores and {len(neighbours)} neighbour_scores; expected as many")
    return evaluate_arrays(maps, masks, neighbours, side=side, threads=threads, regions=regions, aupro=aupro)


def auroc(scores: Arrays, truths: Arrays) -> Optional[float]:
    """Over pixels."""
    return _pixels(scores, truths).pixel_auroc


def average_precision(scores: Arrays, truths: Arrays) -> Optional[float]:
    """Over pixels."""
    return _pixels(scores, truths).pixel_ap


def max_f1_pixel(scores: Arrays, truths: Arrays) -> Optional[AtThreshold]:
    """F_p: F1 of pixels at the best threshold."""
    return _pixels(scores, truths).pixel_f1_max


def aupro(scores: Arrays, truths: Arrays) -> Optional[float]:
    """Area under the per-region overlap, exact, up to a false-positive rate of 0.3."""
    return evaluate(scores, truths, regions=False).aupro


def region_f1(scores: Arrays, truths: Arrays, *, one_to_one: bool = False) -> Optional[AtThreshold]:
    """F_r: F1 of regions at the best of 200 thresholds, as published, or with every region counted once."""
    figures = evaluate(scores, truths, aupro=False)
    return figures.region_f1_one_to_one if one_to_one else figures.region_f1


def image_auroc(scores: Iterable[float], labels: Iterable[Any]) -> Optional[float]:
    """Over images: their pred_scores and whether they are anomalous."""
    return _row(scores, labels).pixel_auroc


def image_average_precision(scores: Iterable[float], labels: Iterable[Any]) -> Optional[float]:
    """Over images."""
    return _row(scores, labels).pixel_ap


def image_max_f1(scores: Iterable[float], labels: Iterable[Any]) -> Optional[AtThreshold]:
    """Over images, at the best threshold."""
    return _row(scores, labels).pixel_f1_max


def _pixels(scores: Arrays, truths: Arrays) -> Metrics:
    return evaluate(scores, truths, regions=False, aupro=False)


def _row(scores: Iterable[float], labels: Iterable[Any]) -> Metrics:
    """Images as the pixels of one row: the same figures."""
    row = np.asarray(list(scores), np.float32)
    truth = np.asarray(list(labels)) != 0
    if row.ndim != 1 or row.shape != truth.shape:
        raise ValueError(f"scores have shape {row.shape} and labels {truth.shape}; expected a number for each image")
    return _pixels(row[np.newaxis], truth[np.newaxis])


def _images(arrays: Arrays, name: str) -> Iterable[Any]:
    if not isinstance(arrays, np.ndarray):
        return arrays
    if arrays.ndim not in (2, 3):
        raise ValueError(f"{name} have shape {arrays.shape}; expected (H, W) or (N, H, W)")
    return arrays[np.newaxis] if arrays.ndim == 2 else arrays


def _plane(image: Any, dtype: type, name: str) -> npt.NDArray[Any]:
    array = np.asarray(image)
    if array.ndim != 2:
        raise ValueError(f"one of {name} has shape {array.shape}; expected (H, W)")
    if not np.issubdtype(array.dtype, np.number) and array.dtype != np.bool_:
        raise TypeError(f"one of {name} has dtype {array.dtype}; expected numbers")
    return np.ascontiguousarray(array != 0 if dtype is np.bool_ else array, dtype)
