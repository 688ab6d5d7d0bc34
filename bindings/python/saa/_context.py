"""Unlabelled pictures of the same part."""

from __future__ import annotations

import os
import pathlib
from typing import Callable, Iterable, Optional, Union

from ._options import Path, segmenter_options
from ._picture import ImageLike, picture_of
from ._saa import Cancel, ContextPlan, NativeContext, NeighbourMap, SegmenterOptions, WeightsFile


class Context:
    """Pictures of the same part, some of which may be defective: a place that has no counterpart in the others is
    suspicious. May be used by several threads at a time. Made by build() or open()."""

    def __init__(self, native: NativeContext) -> None:
        self._native = native

    @classmethod
    def build(cls, pictures: Union[Path, Iterable[Path]], *, network: str = "automatic", side: int = 0, size: int = 80,
              seed: int = 0, keep: float = 1.0, neighbourhoods: Iterable[int] = (),
              progress: Optional[Callable[[int, int], object]] = None, cancel: Optional[Cancel] = None,
              models: Optional[Path] = None, cache: Optional[Path] = None, threads: int = 0,
              precision: str = "f32") -> Context:
        """Looks at pictures: paths, or a folder (with its subfolders). Ctrl-C stops it.

        What cannot be read is left out and listed in notices.
        network: "efficientnet-lite0" (also "automatic"), "wide-resnet50", "dinov2-vitl14", "clip-vitl14-336".
        side: pixels that pictures are resized to; 0: the network's own.
        size, seed: so many pictures are drawn where there are more; 0: all.
        keep: share of the pictures' patches that is kept.
        neighbourhoods: sides of the squares of places that features are averaged over, each compared by itself;
            none: the network's own.
        progress: called with the number of steps done and of all.
        cancel: another thread may set it, upon which CancelledError is raised.
        """
        return cls(NativeContext.build(_paths_of(pictures), _machine(models, cache, threads, precision), network=network,
                                       side=side, size=size, seed=seed, keep=keep, neighbourhoods=list(neighbourhoods),
                                       progress=progress, cancel=cancel))

    @classmethod
    def open(cls, file: Path, *, models: Optional[Path] = None, cache: Optional[Path] = None, threads: int = 0,
             precision: str = "f32") -> Context:
        """A file of save()."""
        return cls(NativeContext.open(os.fspath(file), _machine(models, cache, threads, precision)))

    def save(self, file: Path) -> None:
        """The file is written whole or not at all."""
        self._native.save(os.fspath(file))

    def compare(self, image: ImageLike) -> NeighbourMap:
        """What the neighbours say of an image. It is never its own neighbour."""
        return self._native.compare(picture_of(image))

    @property
    def network(self) -> str:
        return self._native.network

    @property
    def references(self) -> list[str]:
        """Names of the pictures that were drawn."""
        return self._native.references

    @property
    def notices(self) -> list[str]:
        """What was left out, and why."""
        return self._native.notices

    @property
    def sha256(self) -> str:
        """Of all that decides what compare() answers."""
        return self._native.sha256

    @property
    def weights(self) -> WeightsFile:
        return self._native.weights

    @property
    def bytes(self) -> int:
        """Of features."""
        return self._native.bytes

    def __repr__(self) -> str:
        return f"<saa.Context of {len(self.references)} pictures, {self.network}>"


def native_of(context: Optional[Context]) -> Optional[NativeContext]:
    if context is None:
        return None
    if isinstance(context, Context):
        return context._native
    raise TypeError(f"context is of type {type(context).__name__}; expected a saa.Context")


def plan_of(context: Union[Path, Iterable[Path], None]) -> Optional[ContextPlan]:
    """What evaluate() compares a category's images with."""
    if context is None:
        return None
    if isinstance(context, str) and context == "self":
        return ContextPlan(pictures=[], file="")
    if isinstance(context, (str, os.PathLike)) and os.path.isfile(context):
        return ContextPlan(pictures=[], file=os.fspath(context))
    if isinstance(context, Context):
        raise TypeError("context is a saa.Context; expected \"self\", pictures, or a file that its save() wrote")
    pictures = _paths_of(context)
    if not pictures:
        raise ValueError("context holds no pictures")
    return ContextPlan(pictures=pictures, file="")


def _machine(models: Optional[Path], cache: Optional[Path], threads: int, precision: str) -> SegmenterOptions:
    return segmenter_options("saa+", "", "automatic", models, cache, threads, precision, "automatic", "automatic", 800, 0)


def _paths_of(pictures: Union[Path, Iterable[Path]]) -> list[str]:
    files = _files_below(pathlib.Path(pictures)) if isinstance(pictures, (str, os.PathLike)) else pictures
    return [os.fspath(file) for file in files]


def _files_below(folder: pathlib.Path) -> list[pathlib.Path]:
    """Hidden files and folders are passed by."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: expected a folder of pictures, or a list of their paths")
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts))
