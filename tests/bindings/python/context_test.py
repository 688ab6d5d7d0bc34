import numpy as np
import pytest
import saa


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory):
    """Four plates without the spot, as pictures."""
    root = tmp_path_factory.mktemp("plates")
    (root / "more").mkdir()
    for number in range(4):
        plain = tiny.copy()
        plain[20:26, 30:40] = 90 + number
        (root / ("more" if number else ".") / f"{number}.ppm").write_bytes(b"P6 64 48 255\n" + plain.tobytes())
    (root / "notes.txt").write_text("no picture")
    (root / ".hidden.ppm").write_text("no picture")
    return root


@pytest.fixture(scope="module")
def context(folder):
    return saa.Context.build(folder, side=64)


def test_what_has_no_counterpart_stands_out(context, tiny):
    found = context.compare(tiny)
    assert found.grid.dtype == np.float32 and found.grid.min() >= 0 and found.references == 4
    assert 0 < found.usual < found.grid.max() and found.image_score > found.usual
    y, x = np.unravel_index(found.grid.argmax(), found.grid.shape)
    assert abs((y + 0.5) / found.grid.shape[0] - 23 / 48) < 0.25  # the spot's centre, as far as the grid tells
    assert abs((x + 0.5) / found.grid.shape[1] - 35 / 64) < 0.25


def test_what_is_no_picture_is_left_out_and_told(context):
    assert len(context.references) == 4 and any("notes.txt" in notice for notice in context.notices)
    assert not any("hidden" in notice for notice in context.notices)


def test_a_picture_is_not_its_own_neighbour(context, folder):
    assert context.compare(folder / "0.ppm").references == 3


def test_a_file_brings_it_back(context, tiny, tmp_path):
    context.save(tmp_path / "plates.context")
    again = saa.Context.open(tmp_path / "plates.context")
    assert again.sha256 == context.sha256 and again.references == context.references
    assert np.array_equal(again.compare(tiny).grid, context.compare(tiny).grid)


def test_each_size_of_neighbourhood_is_compared_by_itself(context, folder, tiny):
    wide = saa.Context.build(folder, side=64, neighbourhoods=(3, 1))
    assert wide.bytes == 2 * context.bytes
    assert not np.array_equal(wide.compare(tiny).grid, context.compare(tiny).grid)
    with pytest.raises(saa.UsageError, match="2 places"):
        saa.Context.build(folder, side=64, neighbourhoods=[1, 2])


def test_progress_is_told_and_may_stop(folder):
    calls = []
    saa.Context.build(sorted(folder.rglob("?.ppm")), side=64, progress=lambda *n: calls.append(n))
    assert calls[-1][0] == calls[-1][1] >= 4

    def refuse(done, steps):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        saa.Context.build(folder, side=64, progress=refuse)


def test_a_flag_stops_building(folder):
    cancel = saa.Cancel()
    calls = []

    def stop_at_once(*step):
        calls.append(step)
        cancel.set()

    for _ in range(2):  # the flag stays up: the second time nothing is looked at
        with pytest.raises(saa.CancelledError):
            saa.Context.build(folder, side=64, progress=stop_at_once, cancel=cancel)
    assert len(calls) == 1
    cancel.clear()
    assert len(saa.Context.build(folder, side=64, cancel=cancel).references) == 4


def test_the_only_picture_has_no_neighbours(folder, tiny):
    alone = saa.Context.build([folder / "0.ppm"], side=64)
    itself = alone.compare(folder / "0.ppm")
    assert itself.references == 0 and itself.grid.size == 0
    assert alone.compare(tiny).references == 1


def test_what_is_no_context_is_refused(folder, tmp_path):
    with pytest.raises(FileNotFoundError):
        saa.Context.open(tmp_path / "missing.context")
    with pytest.raises(saa.InputError):
        saa.Context.open(folder / "notes.txt")
    with pytest.raises(NotADirectoryError):
        saa.Context.build(folder / "missing")
    with pytest.raises(saa.InputError):
        saa.Context.build([folder / "notes.txt"])
    with pytest.raises(saa.UsageError, match="dinov2-vitl14"):
        saa.Context.build(folder, network="dinov2")
