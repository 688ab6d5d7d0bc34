"""The neighbour prompt in predictions and evaluations."""

import json
import os
import subprocess

import numpy as np
import pytest
import saa


def write(file, pixels):
    file.write_bytes(b"P6 64 48 255\n" + pixels.tobytes())


@pytest.fixture(scope="module")
def lot(tiny, tmp_path_factory):
    """Five plates without the spot and, as 0, the one with it."""
    root = tmp_path_factory.mktemp("lot")
    write(root / "0.ppm", tiny)
    for number in range(1, 6):
        plain = tiny.copy()
        plain[20:26, 30:40] = 88 + number
        write(root / f"{number}.ppm", plain)
    return root


@pytest.fixture(scope="module")
def context(lot):
    return saa.Context.build(lot)


@pytest.fixture(scope="module")
def compared(segmenter, lot, context):
    return segmenter.predict(lot / "0.ppm", context=context)


def same(one, other):
    volatile = ("timings", "seconds", "read_seconds", "options_sha256")
    return all(one.to_dict()[key] == other.to_dict()[key] for key in one.to_dict() if key not in volatile)


def test_the_map_and_every_factor_are_told(compared):
    assert compared.references == 5  # all but itself
    assert compared.neighbour_map.shape == compared.anomaly_map.shape and compared.neighbour_map.dtype == np.float32
    assert 0 <= compared.neighbour_map.min() <= compared.neighbour_map.max() <= 1
    assert compared.neighbour_score > 1  # the spot is farther from its counterparts than is usual
    kept = [region for region in compared.regions if region.kept]
    assert kept
    for region in kept:
        scores = region.scores
        assert scores.neighbours == pytest.approx(compared.neighbour_map[region.window][region.mask].mean(), abs=1e-5)
        assert scores.rescored == pytest.approx(scores.generator * scores.saliency_factor * scores.neighbour_factor)


def test_views_of_the_map_outlive_the_result(segmenter, tiny, context):
    view = segmenter.predict(tiny, context=context).neighbour_map
    copy = view.copy()
    for _ in range(10):
        segmenter.predict(tiny, context=context)
    assert np.array_equal(view, copy)
    with pytest.raises(ValueError):
        view[0, 0] = 1


def test_without_context_or_switched_off_there_is_none(segmenter, lot, context):
    plain = segmenter.predict(lot / "0.ppm")
    off = segmenter.predict(lot / "0.ppm", context=context, neighbours=False)
    for result in (plain, off):
        assert result.neighbour_map is None and result.references == 0 and result.neighbour_score is None
        assert all(region.scores.neighbours is None and region.scores.neighbour_factor is None for region in result.regions)
    assert same(plain, off)


def test_json_is_that_of_the_command_line(compared, lot, context, tmp_path):
    context.save(tmp_path / "lot.context")
    printed = subprocess.run([os.environ["SAA_PROGRAM"], "--quiet", "predict", lot / "0.ppm", "--profile", "visa/candle",
                              "--json", "--engine", "offline", "--context", tmp_path / "lot.context", "--out",
                              tmp_path / "out"], check=True, capture_output=True).stdout
    volatile = ("timings", "seconds")
    theirs = {key: value for key, value in json.loads(printed).items() if key not in volatile}
    ours = {key: value for key, value in compared.to_dict().items() if key not in volatile}
    assert ours == theirs  # options_sha256 among them, which the context is part of


def test_batches_compare_too(segmenter, lot, context, compared):
    first, second = segmenter.predict_batch([lot / "0.ppm", lot / "1.ppm"], jobs=2, context=context)
    assert same(first, compared) and second.references == 5
    off, = segmenter.predict_batch([lot / "0.ppm"], context=context, neighbours=False)
    assert off.neighbour_map is None


def test_the_neighbours_alone_find_the_odd_one(lot, context):
    alone = saa.Segmenter(method="neighbours")
    scores = [alone.predict(lot / f"{number}.ppm", context=context).pred_score for number in range(6)]
    assert alone.engine == "neighbours" and int(np.argmax(scores)) == 0
    with pytest.raises(saa.UsageError, match="context"):
        alone.predict(lot / "0.ppm")


def test_where_a_context_means_nothing_it_is_refused(segmenter, tiny, context, lot, tmp_path):
    with pytest.raises(TypeError, match="saa.Context"):
        segmenter.predict(tiny, context="photos/")
    with pytest.raises(saa.UsageError, match="saa"):
        segmenter.predict(tiny, preset="saa", context=context)
    with pytest.raises(saa.UsageError, match="utad"):
        saa.evaluate("folder", lot, out=tmp_path / "run", method="utad", context="self")


def test_an_evaluation_compares_with_its_own_images_a_folder_or_a_file(lot, context, tmp_path):
    parts = tmp_path / "parts"
    for folder in ("good", "spot", "mask/spot"):
        (parts / folder).mkdir(parents=True)
    for number in range(1, 6):
        (parts / f"good/{number}.ppm").write_bytes((lot / f"{number}.ppm").read_bytes())
    (parts / "spot/0.ppm").write_bytes((lot / "0.ppm").read_bytes())
    mask = np.zeros((48, 64), np.uint8)
    mask[20:26, 30:40] = 255
    (parts / "mask/spot/0.pgm").write_bytes(b"P5 64 48 255\n" + mask.tobytes())
    context.save(tmp_path / "lot.context")

    figures = []
    for name, source in (("self", "self"), ("folder", lot), ("list", sorted(lot.iterdir())),
                         ("file", tmp_path / "lot.context")):
        evaluation = saa.evaluate("folder", parts, out=tmp_path / name, method="neighbours", side=64, context=source)
        assert evaluation.images == 6 and not evaluation.failures
        figures.append(evaluation.results[0].metrics.figures())
    assert figures[0]["image_AUROC"] > 0.5 and figures[0]["image_AUROC_neighbours"] > 0.5
    assert all(each == figures[0] for each in figures)
    with pytest.raises(ValueError, match="no pictures"):
        saa.evaluate("folder", parts, out=tmp_path / "none", context=[])
    with pytest.raises(TypeError, match="save"):
        saa.evaluate("folder", parts, out=tmp_path / "none", context=context)
