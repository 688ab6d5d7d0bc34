"""Arguments that prediction and evaluation share, on their way to the C++ structs."""

from __future__ import annotations

import os
import pathlib
from typing import Optional, Union

from ._saa import NativeContext, PredictOptions, Profile, SegmenterOptions

Path = Union[str, "os.PathLike[str]"]

_PACKAGED_MODELS = pathlib.Path(__file__).parent / "models"


def profile_of(profile: Union[str, "os.PathLike[str]", Profile]) -> Profile:
    """The profile itself, or the one that a name or path means."""
    if isinstance(profile, Profile):
        return profile
    return Profile.find(os.fspath(profile))


def method_and_preset(method: str, preset: Optional[str]) -> tuple[str, str]:
    """Plain SAA is a preset of the same networks."""
    if method == "saa":
        return "saa+", preset or "saa"
    return method, preset or "paper"


def segmenter_options(method: str, method_variant: str, engine: str, models: Optional[Path], cache: Optional[Path],
                      threads: int, precision: str, detector: str, refiner: str, detector_size: int,
                      memory_bytes: int) -> SegmenterOptions:
    return SegmenterOptions(method=method, method_variant=method_variant, engine=engine, models=_models(models),
                            cache=os.fspath(cache or ""), threads=threads, precision=precision, detector=detector,
                            refiner=refiner, detector_size=detector_size, memory_bytes=memory_bytes)


def predict_options(preset: str, threshold: Optional[float], class_agnostic: bool = True, class_specific: bool = True,
                    property: bool = True, saliency: bool = True, neighbours: bool = True, confidence: bool = True,
                    context: Optional[NativeContext] = None) -> PredictOptions:
    return PredictOptions(preset=preset, threshold=threshold, class_agnostic=class_agnostic,
                          class_specific=class_specific, property=property, saliency=saliency, neighbours=neighbours,
                          confidence=confidence, context=context)


def _models(models: Optional[Path]) -> str:
    """As given, else $SAA_MODELS, else those that came with the package, else where the library looks."""
    if models is not None:
        return os.fspath(models)
    if not os.environ.get("SAA_MODELS") and _PACKAGED_MODELS.is_dir():
        return str(_PACKAGED_MODELS)
    return ""
