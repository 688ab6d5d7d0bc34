import os
import pathlib

import numpy as np
import pytest
import saa

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])


@pytest.fixture(scope="session")
def candle():
    return SOURCE / "examples/visa/candle.jpg"


@pytest.fixture(scope="session")
def segmenter():
    return saa.Segmenter(profile="visa/candle", engine="offline")


@pytest.fixture(scope="session")
def result(segmenter, candle):
    return segmenter.predict(candle)


@pytest.fixture(scope="session")
def tiny():
    """A grey plate with one bright spot: quick to predict, and something to find."""
    pixels = np.full((48, 64, 3), 90, np.uint8)
    pixels += np.random.default_rng(7).integers(0, 6, pixels.shape, np.uint8)
    pixels[20:26, 30:40] = (250, 240, 60)
    return pixels
