"""Zero-shot anomaly segmentation with hybrid prompts.

    import saa

    segmenter = saa.Segmenter(profile="visa/candle")   # loads the networks once
    result = segmenter.predict("part.jpg")             # or an array, or a PIL image
    result.pred_score, result.anomaly_map, result.regions
"""

from . import metrics
from ._context import Context
from ._evaluation import evaluate
from ._saa import (
    Cancel,
    CancelledError,
    CategoryResult,
    Error,
    Evaluation,
    Fate,
    ImageFailure,
    InputError,
    IoError,
    MissingFileError,
    NeighbourMap,
    Profile,
    Region,
    Result,
    StageScores,
    UnsupportedError,
    UsageError,
    WeightsError,
    WeightsFile,
    profiles,
)
from ._saa import version as __version__
from ._segmenter import Segmenter

__all__ = [
    "Cancel",
    "CancelledError",
    "CategoryResult",
    "Context",
    "Error",
    "Evaluation",
    "Fate",
    "ImageFailure",
    "InputError",
    "IoError",
    "MissingFileError",
    "NeighbourMap",
    "Profile",
    "Region",
    "Result",
    "Segmenter",
    "StageScores",
    "UnsupportedError",
    "UsageError",
    "WeightsError",
    "WeightsFile",
    "__version__",
    "evaluate",
    "metrics",
    "profiles",
]

# Public classes belong to this package in tracebacks and help(), wherever they are made.
for _public in map(globals().get, __all__):
    if isinstance(_public, type):
        _public.__module__ = __name__
