"""The method behind one face: image in, Result out."""

from __future__ import annotations

import collections
import concurrent.futures
import functools
import itertools
import os
from typing import Callable, Iterable, Iterator, Optional, Union

from ._context import Context, native_of
from ._options import Path, method_and_preset, predict_options, profile_of, segmenter_options
from ._picture import ImageLike, picture_of
from ._saa import Cancel, NativeSegmenter, Profile, Result, WeightsFile

_MOST_JOBS = 4


class Segmenter:
    """Networks, loaded and compiled once; predict() may then be called by several threads at a time.

    profile: built-in name ("visa/candle"), path of a TOML file, or a Profile.
    method: "saa+", "saa", or a baseline: "clipseg", "winclip", "utad" (docs/baselines.md); "neighbours" is the
        neighbour prompt alone, for which every call needs a context (docs/neighbours.md).
    engine: "official", "offline", or "automatic": official if its files are there, else offline.
    models: folder with weights; None: $SAA_MODELS, else those of the package, else where saa looks.
    cache: folder for compiled networks; None: no cache.
    threads: 0: all cores.
    precision: "f32", "bf16", "f16" or "int8" (docs/performance.md).
    detector, refiner, detector_size: of the official engine.
    memory_bytes: of what may be kept between calls on one image.
    preset: "paper", "reference" or "saa" (docs/method.md).
    """

    def __init__(self, profile: Union[str, "os.PathLike[str]", Profile] = "default", *, method: str = "saa+",
                 method_variant: str = "", engine: str = "automatic", models: Optional[Path] = None,
                 cache: Optional[Path] = None, threads: int = 0, precision: str = "f32", detector: str = "automatic",
                 refiner: str = "automatic", detector_size: int = 800, memory_bytes: int = 256 << 20,
                 preset: Optional[str] = None) -> None:
        self.profile: Profile = profile_of(profile)
        method, self.preset = method_and_preset(method, preset)
        self._native = NativeSegmenter(
            segmenter_options(method, method_variant, engine, models, cache, threads, precision, detector, refiner,
                              detector_size, memory_bytes))

    @property
    def engine(self) -> str:
        """ "official", "offline", or the baseline's name."""
        return self._native.engine

    @property
    def engine_notice(self) -> str:
        """What the engine cannot do; "" if nothing is missing."""
        return self._native.engine_notice

    @property
    def weights(self) -> list[WeightsFile]:
        """Checkpoints in use."""
        return self._native.weights

    def __repr__(self) -> str:
        return f"<saa.Segmenter {self.engine}, profile {self.profile.name!r}>"

    def predict(self, image: ImageLike, profile: Union[str, "os.PathLike[str]", Profile, None] = None, *,
                preset: Optional[str] = None, threshold: Optional[float] = None, class_agnostic: bool = True,
                class_specific: bool = True, property: bool = True, saliency: bool = True, neighbours: bool = True,
                confidence: bool = True, context: Optional[Context] = None,
                cancel: Optional[Cancel] = None) -> Result:
        """Finds the anomalies of an image. Ctrl-C ends it.

        image: path, bytes of a picture file, PIL image, or uint8 array (H, W, 3) in RGB or (H, W) in grey. Arrays
            are copied, so they may change meanwhile.
        profile, preset: in place of the segmenter's.
        threshold: pred_score from here on is anomalous; None: the profile's, else the engine's.
        class_agnostic … confidence: each hybrid prompt can be switched off.
        context: pictures of the same part, for the neighbour prompt of "saa+" and for method "neighbours".
        cancel: another thread may set it, upon which CancelledError is raised.
        """
        options = predict_options(preset or self.preset, threshold, class_agnostic, class_specific, property, saliency,
                                  neighbours, confidence, native_of(context))
        chosen = self.profile if profile is None else profile_of(profile)
        return self._native.predict(picture_of(image), chosen, options, cancel)

    def predict_batch(self, images: Iterable[ImageLike], profile: Union[str, "os.PathLike[str]", Profile, None] = None,
                      *, jobs: int = 0, preset: Optional[str] = None, threshold: Optional[float] = None,
                      class_agnostic: bool = True, class_specific: bool = True, property: bool = True,
                      saliency: bool = True, neighbours: bool = True, confidence: bool = True,
                      context: Optional[Context] = None) -> Iterator[Result]:
        """Results in the order of the images, which are asked for as they are needed.

        jobs: images in flight; 0: as the engine suggests. An image that fails raises in its place and ends the
            batch, as do Ctrl-C and closing the iterator; what is in flight is cancelled then.
        """
        if isinstance(images, (str, bytes, os.PathLike)):
            raise TypeError(f"images is one {type(images).__name__}; expected an iterable of images")
        if jobs < 0:
            raise ValueError(f"jobs is {jobs}; expected 0 or more")
        chosen = self.profile if profile is None else profile_of(profile)
        cancel = Cancel()
        predict = functools.partial(self.predict, profile=chosen, preset=preset, threshold=threshold,
                                    class_agnostic=class_agnostic, class_specific=class_specific, property=property,
                                    saliency=saliency, neighbours=neighbours, confidence=confidence, context=context,
                                    cancel=cancel)
        return _in_order(predict, images, jobs or self._suggested_jobs(), cancel)

    def _suggested_jobs(self) -> int:
        """Large networks keep all cores busy with one image."""
        return min(len(os.sched_getaffinity(0)), _MOST_JOBS) if self.engine == "offline" else 1


def _in_order(predict: Callable[[ImageLike], Result], images: Iterable[ImageLike], jobs: int, cancel: Cancel) -> Iterator[Result]:
    """Keeps `jobs` predictions going, and no more images than that."""
    source = iter(images)
    running: collections.deque[concurrent.futures.Future[Result]] = collections.deque()
    with concurrent.futures.ThreadPoolExecutor(jobs, thread_name_prefix="saa") as pool:
        try:
            for image in itertools.islice(source, jobs):
                running.append(pool.submit(predict, image))
            while running:
                result = running.popleft().result()
                for image in itertools.islice(source, 1):
                    running.append(pool.submit(predict, image))
                yield result
        finally:
            cancel.set()  # of no effect where all are through
            for future in running:
                future.cancel()
