import json
import os
import pathlib
import subprocess

import numpy as np
import pytest
import saa


def test_the_map_is_the_score_and_the_mask(result):
    assert result.anomaly_map.shape == (result.height, result.width)
    assert result.anomaly_map.dtype == np.float32
    assert result.pred_mask.dtype == np.bool_
    assert result.anomaly_map.max() == np.float32(result.pred_score)
    assert result.pred_label is (result.pred_score >= result.threshold)
    above = (result.anomaly_map >= result.threshold) & (result.anomaly_map > 0)
    assert np.array_equal(result.pred_mask, above)


def test_json_is_that_of_the_command_line(result, candle, tmp_path):
    printed = subprocess.run([os.environ["SAA_PROGRAM"], "--quiet", "predict", candle, "--profile", "visa/candle", "--json",
                              "--engine", "offline", "--out", tmp_path], check=True, capture_output=True).stdout
    volatile = ("timings", "seconds")
    theirs = {key: value for key, value in json.loads(printed).items() if key not in volatile}
    ours = {key: value for key, value in json.loads(result.to_json()).items() if key not in volatile}
    assert ours == theirs
    assert result.to_dict()["image"]["path"] == str(candle)


def test_regions_tell_their_fate(result):
    kept = [region for region in result.regions if region.kept]
    assert kept and [region.rank for region in kept] == list(range(1, len(kept) + 1))
    dropped = [region for region in result.regions if not region.kept]
    assert dropped and all(region.fate.rule != "kept" and region.fate.explanation for region in dropped)
    for region in kept:
        whole = region.full_mask()
        assert whole.shape == result.anomaly_map.shape and whole.sum() == region.area
        assert np.array_equal(whole[region.window], region.mask)
        assert region.score == region.scores.rescored and 0 < region.object_share <= 1
        assert region.phrase in repr(region)
    unrefined = [region for region in dropped if region.mask is None]
    assert all(region.window is None and region.full_mask() is None and region.scores.saliency is None for region in unrefined)


def test_file_bytes_array_and_strided_array_are_the_same_picture(segmenter, candle, tiny, tmp_path):
    ppm = b"P6 64 48 255\n" + tiny.tobytes()
    file = tmp_path / "tiny.ppm"
    file.write_bytes(ppm)
    expected = segmenter.predict(tiny).anomaly_map
    wide = np.zeros((48, 80, 3), np.uint8)
    wide[:, 8:72] = tiny
    upside_down = np.ascontiguousarray(tiny[::-1])[::-1]
    other_order = np.asfortranarray(tiny)
    for image in (file, str(file), ppm, wide[:, 8:72], upside_down, other_order):
        assert np.array_equal(segmenter.predict(image).anomaly_map, expected)


def test_grey_is_three_equal_channels(segmenter, tiny):
    grey = np.ascontiguousarray(tiny[..., 0])
    assert np.array_equal(segmenter.predict(grey).anomaly_map,
                          segmenter.predict(np.repeat(grey[..., None], 3, axis=2)).anomaly_map)


class PictureLikePillow:
    """What predict() looks at of a PIL image."""

    def __init__(self, pixels, mode):
        self.pixels, self.mode = pixels, mode

    @property
    def __array_interface__(self):
        return self.pixels.__array_interface__

    def convert(self, mode):
        return PictureLikePillow(self.pixels[..., :3].copy(), mode)


def test_pil_images_lose_alpha(segmenter, tiny):
    expected = segmenter.predict(tiny).pred_score
    alpha = np.dstack([tiny, np.full(tiny.shape[:2], 9, np.uint8)])
    assert segmenter.predict(PictureLikePillow(tiny, "RGB")).pred_score == expected
    assert segmenter.predict(PictureLikePillow(alpha, "RGBA")).pred_score == expected
    with pytest.raises(ValueError, match="I;16"):
        segmenter.predict(PictureLikePillow(tiny, "I;16"))


@pytest.mark.parametrize("image, error, words", [
    (np.zeros((4, 4, 3)), TypeError, "float64"),
    (np.zeros((4, 4, 4), np.uint8), ValueError, r"\(4, 4, 4\)"),
    (np.zeros(4, np.uint8), ValueError, r"\(4,\)"),
    (np.zeros((0, 4, 3), np.uint8), ValueError, "0 pixels"),
    (17, TypeError, "int"),
    (None, TypeError, "NoneType"),
    (b"no picture", saa.InputError, "image"),
    ("no such file.png", FileNotFoundError, "no such file.png"),
    (pathlib.Path("/"), saa.IoError, "/"),
])
def test_what_is_no_image_is_refused(segmenter, image, error, words):
    with pytest.raises(error, match=words):
        segmenter.predict(image)


def test_errors_have_the_bases_that_python_programs_catch():
    assert issubclass(saa.MissingFileError, FileNotFoundError) and issubclass(saa.MissingFileError, saa.Error)
    with pytest.raises(ValueError, match="visa/candle"):
        saa.Segmenter("visa/candel")
    with pytest.raises(FileNotFoundError):
        saa.Segmenter("no/such.toml")
    with pytest.raises(saa.UsageError, match="offline"):
        saa.Segmenter(engine="ofline")
    with pytest.raises(saa.WeightsError):
        saa.Segmenter(engine="official", models="no/such/folder")


def test_views_outlive_their_result(segmenter, tiny):
    first = segmenter.predict(tiny)
    anomaly_map, mask, region = first.anomaly_map, first.pred_mask, first.regions[0]
    copies = anomaly_map.copy(), mask.copy(), repr(region)
    assert np.shares_memory(anomaly_map, first.anomaly_map)  # a view, made without copying
    del first
    for rule in ("paper", "reference", "saa") * 10:  # memory that was freed would be used again
        segmenter.predict(tiny, preset=rule)
    assert np.array_equal(anomaly_map, copies[0]) and np.array_equal(mask, copies[1]) and repr(region) == copies[2]
    with pytest.raises(ValueError):
        anomaly_map[0, 0] = 1


def test_options_count(segmenter, tiny):
    plain = segmenter.predict(tiny, preset="saa")
    assert plain.method == "saa" and plain.saliency_map is None
    assert segmenter.predict(tiny, saliency=False).saliency_map is None
    assert segmenter.predict(tiny).saliency_map.shape == tiny.shape[:2]
    assert not segmenter.predict(tiny, threshold=1e6).pred_label
    assert segmenter.predict(tiny, saa.Profile(name="own", object="plate")).profile == "own"
    with pytest.raises(saa.UsageError, match="paper"):
        segmenter.predict(tiny, preset="papier")
    assert saa.Segmenter(method="saa", engine="offline").predict(tiny).method == "saa"


def test_everything_public_is_documented_and_typed():
    folder = pathlib.Path(saa.__file__).parent
    assert (folder / "py.typed").is_file()
    stubs = (folder / "_saa.pyi").read_text()
    for name in saa.__all__:
        public = getattr(saa, name)
        assert getattr(public, "__doc__", None), name
        if isinstance(public, type) and public not in (saa.Context, saa.Segmenter):
            assert f"class {name}" in stubs
