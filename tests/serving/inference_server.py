"""A running `saa serve` for the tests of the Open Inference Protocol, and what `saa predict` says of the same
pictures."""

import json
import pathlib
import queue
import subprocess
import sys
import threading
import time
import urllib.request

import numpy

import metrics_text

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
from program import PROGRAM, ProgramTest, read_png, texture, write_png  # noqa: E402

OUTPUTS = ["anomaly_map", "pred_mask", "pred_score", "regions"]


class Picture:
    """A picture as an array and as a file, and the results of `saa predict` for it."""

    def __init__(self, test, seed, *options, side=96):
        grey = texture(seed, side=side)
        self.array = numpy.repeat(grey[:, :, None], 3, axis=2)
        path = test.folder / f"{seed}.png"
        write_png(path, grey)
        self.file = path.read_bytes()
        out = test.folder / f"out{len(list(test.folder.glob('out*')))}"
        test.predict(path, "--out", out, "--float-maps", *options)
        self.json = json.loads((out / f"{seed}.json").read_text())
        self.map = numpy.load(out / f"{seed}_anomaly_map.npy")
        self.mask = read_png(out / f"{seed}_mask.png") > 0


def elements(*values):
    """A BYTES tensor as the client library wants it."""
    return numpy.array(values, dtype=object)


class InferenceServerTest(ProgramTest):
    """Starts a server a test; `arguments` of the class are its options, `files` lie where it starts."""

    arguments = []
    files = {}

    def setUp(self):
        super().setUp()
        for name, text in self.files.items():
            (self.folder / name).write_text(text)
        self.server = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--grpc-port", "0", *self.arguments],
                                       env=self.environment, cwd=self.folder, stderr=subprocess.PIPE)
        self.addCleanup(self.stop)
        self.events = queue.Queue()
        threading.Thread(target=self.read_events, args=(self.server.stderr,), daemon=True).start()
        self.await_ready()

    def await_ready(self):
        """Notes the ports that the log names, until the server is ready."""
        ports = {}
        while True:
            event = self.events.get(timeout=120)
            ports.update({key: value for key, value in event.items() if key in ("port", "grpc_port")})
            if event["event"] == "ready":
                break
        self.http, self.grpc = f"127.0.0.1:{ports['port']}", f"127.0.0.1:{ports['grpc_port']}"

    def read_events(self, lines):
        for line in lines:
            if line.startswith(b"{"):
                self.events.put(json.loads(line))

    def event(self, name):
        """Waits for a line of the log."""
        while True:
            event = self.events.get(timeout=120)
            if event["event"] == name:
                return event

    def until_metric(self, name, least, patience=60, **labels):
        """Waits for a counter or gauge to be that large."""
        end = time.monotonic() + patience
        while True:
            with urllib.request.urlopen(f"http://{self.http}/metrics") as answer:
                now = metrics_text.value(answer.read().decode(), name, **labels)
            if now >= least:
                return
            self.assertLess(time.monotonic(), end, f"{name} is {now}")
            time.sleep(0.02)

    def stop(self):
        self.server.terminate()
        self.assertEqual(self.server.wait(60), 0)
        self.server.stderr.close()

    def assert_answers(self, answer, *pictures):
        """The tensors of `answer(name)` are what `saa predict` says of the pictures."""
        numpy.testing.assert_array_equal(answer("anomaly_map"), numpy.stack([p.map for p in pictures]))
        numpy.testing.assert_array_equal(answer("pred_mask") > 0, numpy.stack([p.mask for p in pictures]))
        numpy.testing.assert_array_equal(answer("pred_score"),
                                         numpy.array([p.json["pred_score"] for p in pictures], numpy.float32))
        for regions, picture in zip(answer("regions"), pictures, strict=True):
            self.assertEqual(json.loads(regions), picture.json["regions"])
