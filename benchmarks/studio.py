#!/usr/bin/env python3
"""How long the studio takes to show a change that runs no network: from the control's event to the frame after the
answer was drawn, in Debian's chromium, for pictures that were looked at before.

    SAA_PROGRAM=saa SAA_MODELS=build/deps/models PYTHONPATH=build/deps/python /usr/bin/python3 benchmarks/studio.py

Wants an idle machine: the browser draws without a graphics card, beside the server."""

import os
import pathlib
import statistics
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent
os.environ.setdefault("SAA_SOURCE_DIR", str(SOURCE))
sys.path.insert(0, str(SOURCE / "tests/web"))
from studio_page import CANDLE, CAPSULES, StudioTest  # noqa: E402

CHANGES = (("top-k-range", range(2, 14)), ("max-area-range", [0.11 + 0.05 * i for i in range(10)]),
           ("min-overlap-range", [0.05 + 0.07 * i for i in range(10)]))

# Changes a slider and answers with [milliseconds until it is drawn, milliseconds that the request took].
CHANGE = """([id, value]) => new Promise((done, failed) => {
  const start = performance.now();
  performance.clearResourceTimings();
  const slider = document.getElementById(id);
  slider.value = value;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  const look = () => {
    const asked = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/v1/predict'));
    if (asked && !document.querySelector('#strip .thumb.current.busy'))
      requestAnimationFrame(() => done([performance.now() - start, asked.responseEnd - asked.startTime]));
    else if (performance.now() - start > 5000) failed(new Error('nothing was asked, or not answered'));
    else setTimeout(look, 1);
  };
  setTimeout(look, 1);
})"""


class Pauses(StudioTest):
    def measure(self, picture, profile):
        page = self.open_ready(f"#profile={profile}")
        self.add(page, picture)
        for control, values in CHANGES:
            times = [page.evaluate(CHANGE, [control, str(value)]) for value in values]
            shown, asked = ([time[i] for time in times] for i in (0, 1))
            print(f"{picture.name}, {control}: median {statistics.median(shown):.0f} ms, longest {max(shown):.0f} ms; "
                  f"of that the request {statistics.median(asked):.0f} ms", flush=True)

    def test_pauses(self):
        self.measure(CAPSULES, "visa/capsules")
        self.measure(CANDLE, "visa/candle")


def setUpModule():
    StudioTest.start()


if __name__ == "__main__":
    unittest.main()
