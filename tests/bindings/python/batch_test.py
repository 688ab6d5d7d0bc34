import concurrent.futures
import resource
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import saa


def scores(results):
    return [result.pred_score for result in results]


@pytest.fixture(scope="module")
def plates(tiny):
    return [np.roll(tiny, 3 * shift, axis=1) for shift in range(4)]


@pytest.fixture(scope="module")
def alone(segmenter, plates):
    return scores(segmenter.predict(plate) for plate in plates)


def test_batches_keep_the_order(segmenter, plates, alone):
    for jobs in (0, 1, 3, 20):
        assert scores(segmenter.predict_batch(plates, jobs=jobs)) == alone
    assert list(segmenter.predict_batch([])) == []


def test_batches_ask_for_images_as_they_need_them(segmenter, plates):
    asked = []

    def endless():
        while True:
            asked.append(1)
            yield plates[0]

    results = segmenter.predict_batch(endless(), jobs=2)
    next(results)
    assert len(asked) <= 3
    results.close()


def test_a_bad_image_raises_in_its_place(segmenter, plates):
    results = segmenter.predict_batch([plates[0], "missing.png", plates[1]], jobs=2)
    assert next(results).pred_score >= 0
    with pytest.raises(FileNotFoundError):
        next(results)
    with pytest.raises(TypeError, match="one str"):
        next(segmenter.predict_batch("part.jpg"))


def test_threads_get_the_same_answers(segmenter, plates, alone):
    own = saa.Segmenter(profile="visa/candle", engine="offline", memory_bytes=0)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda plate: own.predict(plate).pred_score, plates)) == alone


def test_other_threads_run_meanwhile(segmenter, candle):
    """The interpreter's lock is not held while networks run."""
    own = saa.Segmenter(engine="offline", memory_bytes=0)
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.005):
            ticks.append(time.monotonic())

    ticking = threading.Thread(target=tick)
    ticking.start()
    begin = time.monotonic()
    own.predict(candle)
    seconds = time.monotonic() - begin
    done.set()
    ticking.join()
    within = [at for at in ticks if begin <= at <= begin + seconds]
    assert len(within) >= 3  # a locked interpreter ticks none


def test_cancel_stops_a_prediction(segmenter, candle):
    cancel = saa.Cancel()
    cancel.set()
    with pytest.raises(saa.CancelledError):
        segmenter.predict(candle, cancel=cancel)
    cancel.clear()
    assert segmenter.predict(candle, cancel=cancel).pred_score > 0


@pytest.mark.parametrize("call", ["segmenter.predict(picture)", "list(segmenter.predict_batch([picture] * 1000))"])
def test_ctrl_c_stops(candle, call):
    program = f"""
import os, signal, saa, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets its background jobs ignore it
picture = {str(candle)!r}
segmenter = saa.Segmenter(engine="offline", memory_bytes=0)
threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
begin = time.monotonic()
try:
    while True: {call}
except KeyboardInterrupt:
    print("stopped", time.monotonic() - begin)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stderr
    word, seconds = said.stdout.split()
    assert word == "stopped" and float(seconds) < 20  # a loaded machine; 1000 predictions take minutes


def resident():
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * resource.getpagesize()


def test_memory_stays_flat(segmenter, tiny):
    def predict(count):
        for _ in range(count):
            found = segmenter.predict(tiny)  # remembered: the networks run once
            assert found.anomaly_map.shape == tiny.shape[:2] and found.regions and found.to_json()
            with pytest.raises(saa.InputError):
                segmenter.predict(b"no picture")

    predict(500)  # arenas fill up
    before = resident()
    predict(5000)
    # A kept map alone (12 kB) would make 60 MB.
    assert resident() - before < 6 << 20
