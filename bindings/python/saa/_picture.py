"""What may stand for an image: a path, the bytes of a file, an array, a PIL image."""

from __future__ import annotations

import os
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from ._saa import Picture

ImageLike = Union[str, "os.PathLike[str]", bytes, npt.NDArray[np.uint8], Any]

_EXPECTED = "uint8 with shape (H, W, 3), RGB, or (H, W), grey"
# PIL's modes of 8 bits a channel that are not RGB or grey yet.
_CONVERTED = {"1", "P", "PA", "LA", "La", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV"}


def picture_of(image: ImageLike) -> Picture:
    """Reads, decodes or copies the image."""
    if isinstance(image, (str, os.PathLike)):
        return Picture.read(os.fspath(image))
    if isinstance(image, bytes):
        return Picture.decode(image, "image")
    return Picture.of_pixels(_pixels_of(image))


def _pixels_of(image: Any) -> npt.NDArray[np.uint8]:
    if hasattr(image, "mode") and hasattr(image, "convert"):
        image = _rgb_or_grey(image)
    elif not (hasattr(image, "__array_interface__") or hasattr(image, "__array__")):
        raise TypeError(f"image is a {type(image).__name__}; expected a path, bytes of a picture file, "
                        f"a PIL image or an array of {_EXPECTED}")
    pixels = np.asarray(image)
    if pixels.dtype != np.uint8:
        raise TypeError(f"image has dtype {pixels.dtype}; expected {_EXPECTED}")
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError(f"image has shape {pixels.shape}; expected {_EXPECTED}")
    # Rows may lie apart or upside down; the pixels of a row may not.
    row_is_whole = pixels.strides[1:] == ((3, 1) if pixels.ndim == 3 else (1,))
    return pixels if row_is_whole else np.ascontiguousarray(pixels)


def _rgb_or_grey(image: Any) -> Any:
    if image.mode in ("RGB", "L"):
        return image
    if image.mode in _CONVERTED:
        return image.convert("RGB")
    raise ValueError(f"image has PIL's mode {image.mode}, which is not of 8 bits; give the file's path instead, "
                     'or convert it to "L" with the range that you mean')
