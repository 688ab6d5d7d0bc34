import json

import numpy as np
import pytest
import saa


@pytest.fixture(scope="module")
def parts(tiny, tmp_path_factory):
    """A folder of plates: two good ones, two with a bright spot and their masks."""
    root = tmp_path_factory.mktemp("parts")
    plain = np.full_like(tiny, 90)
    mask = np.zeros(tiny.shape[:2], np.uint8)
    mask[20:26, 30:40] = 255
    for folder in ("good", "spot", "mask/spot"):
        (root / folder).mkdir(parents=True)
    for number in range(2):
        (root / f"good/{number}.ppm").write_bytes(b"P6 64 48 255\n" + (plain + number).tobytes())
        (root / f"spot/{number}.ppm").write_bytes(b"P6 64 48 255\n" + tiny.tobytes())
        (root / f"mask/spot/{number}.pgm").write_bytes(b"P5 64 48 255\n" + mask.tobytes())
    return root


def test_a_folder_has_figures(parts, tmp_path):
    calls = []
    out = tmp_path / "run"
    evaluation = saa.evaluate("folder", parts, out=out, engine="offline", side=64, progress=lambda *n: calls.append(n))
    [result] = evaluation.results
    assert evaluation.dataset == "folder" and evaluation.images == evaluation.computed == 4
    assert result.metrics.images == 4 and result.metrics.anomalous_images == 2 and not evaluation.failures
    assert result.metrics.pixel_auroc > 0.5
    assert calls[-1] == (4, 4)
    written = json.loads((out / "results.json").read_text())
    assert str(result.metrics.pixel_auroc)[:8] in json.dumps(written)

    again = saa.evaluate("folder", parts, out=out, engine="offline", side=64, top_k=1)
    assert again.computed <= 4 and again.results[0].variant == "top-k=1"


def test_what_progress_raises_stops_the_run(parts, tmp_path):
    def refuse(done, images):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        saa.evaluate("folder", parts, out=tmp_path / "run", engine="offline", progress=refuse)


def test_a_flag_stops_the_run_and_what_was_computed_stays(parts, tmp_path):
    cancel = saa.Cancel()
    with pytest.raises(saa.CancelledError):
        saa.evaluate("folder", parts, out=tmp_path / "run", engine="offline", jobs=1, cancel=cancel,
                     progress=lambda done, images: done == 2 and cancel.set())
    again = saa.evaluate("folder", parts, out=tmp_path / "run", engine="offline", jobs=1)
    assert again.images == 4 and 0 < again.computed <= 2


def test_what_is_no_data_set_is_refused(tmp_path):
    with pytest.raises(saa.UsageError, match="folder"):
        saa.evaluate("foldr", tmp_path, out=tmp_path / "run")
    with pytest.raises(saa.InputError):
        saa.evaluate("mtd", tmp_path, out=tmp_path / "run")
