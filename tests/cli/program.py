"""What the tests of the program share: running it, pictures made from nothing, reading results."""

import csv
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest
import zlib

import numpy

PROGRAM = os.environ["SAA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
MODELS = pathlib.Path(os.environ["SAA_MODELS"])
LEFTOVER = ".saa-tmp"


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bytes(width, height, rows):
    """An 8-bit grey PNG. `rows` are the filtered rows, which may be fewer than the header says."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(rows))
            + png_chunk(b"IEND", b""))


def write_png(path, grey):
    """Writes a two-dimensional uint8 array."""
    height, width = grey.shape
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png_bytes(width, height, b"".join(b"\0" + row.tobytes() for row in grey)))


def texture(seed, spot=True, side=96):
    """Fine noise on grey, with one dark spot whose place the seed tells."""
    random = numpy.random.default_rng(seed)
    grey = random.normal(150, 6, (side, side))
    if spot:
        row, column = random.integers(20, side - 20, 2)
        y, x = numpy.mgrid[:side, :side]
        grey[(y - row) ** 2 + (x - column) ** 2 < 49] -= 90
    return numpy.clip(grey, 0, 255).astype(numpy.uint8)


def read_png(path):
    """Grey or RGB PNG with 8 or 16 bits, as an array [height, width(, 3)]."""
    data = path.read_bytes()
    position, compressed = 8, b""
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, height, bits, colour = struct.unpack(">IIBB", body[:10])
        if kind == b"IDAT":
            compressed += body
        position += length + 12
    channels = {0: 1, 2: 3}[colour]
    pixel = channels * bits // 8
    stride = width * pixel
    raw = numpy.frombuffer(zlib.decompress(compressed), numpy.uint8).reshape(height, stride + 1)
    rows = numpy.zeros((height, stride), numpy.uint8)
    for y in range(height):
        undo_png_filter(raw[y, 0], raw[y, 1:], rows[y - 1] if y else numpy.zeros(stride, numpy.uint8), pixel, rows[y])
    samples = rows.view(">u2").astype(numpy.uint16) if bits == 16 else rows
    return samples.reshape((height, width) if channels == 1 else (height, width, channels))


def undo_png_filter(kind, filtered, above, pixel, out):
    for i, value in enumerate(filtered.tolist()):
        left = int(out[i - pixel]) if i >= pixel else 0
        up = int(above[i])
        corner = int(above[i - pixel]) if i >= pixel else 0
        if kind == 4:
            estimate = left + up - corner
            nearest = min((abs(estimate - left), 0, left), (abs(estimate - up), 1, up), (abs(estimate - corner), 2, corner))
            guess = nearest[2]
        else:
            guess = (0, left, up, (left + up) // 2)[kind]
        out[i] = (value + guess) & 255


def decode_counts(mask):
    """A COCO mask as an array [height, width]; written from the format's description alone."""
    height, width = mask["size"]
    numbers, shift, value = [], 0, 0
    for character in mask["counts"]:
        bits = ord(character) - 48
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            if bits & 16:
                value -= 1 << shift
            numbers.append(value + (numbers[-2] if len(numbers) > 2 else 0))
            shift, value = 0, 0
    flat = numpy.repeat(numpy.arange(len(numbers)) % 2, numbers)
    return flat.reshape(width, height).T


class ProgramTest(unittest.TestCase):
    """Gives each test a folder, and the program an environment of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="saa tést ")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        (self.folder / "no models").mkdir()
        # Without weights the engine starts in no time; what the tests look at is the same.
        self.environment = dict(os.environ, SAA_MODELS=str(self.folder / "no models"),
                                XDG_CACHE_HOME=str(self.folder / "cache"))

    def saa(self, *words, **options):
        options.setdefault("cwd", self.folder)
        options.setdefault("env", self.environment)
        options.setdefault("timeout", 300)
        if "stdout" not in options:
            options.setdefault("capture_output", True)
        if isinstance(options.get("input"), str):
            options["input"] = os.fsencode(options["input"])
        done = subprocess.run([PROGRAM, *map(os.fspath, words)], **options)
        done.out = (done.stdout or b"").decode(errors="replace")
        done.err = (done.stderr or b"").decode(errors="replace")
        return done

    def predict(self, *words, code=0, **options):
        """Runs `saa predict`, expects the exit code, and returns what was said."""
        done = self.saa("predict", *words, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        return done

    def assert_one_error(self, done, *parts):
        """Exactly one line of error on standard error, with these words in it."""
        lines = [line for line in done.err.splitlines() if line.startswith("saa: error: ")]
        self.assertEqual(len(lines), 1, done.err)
        for part in parts:
            self.assertIn(part, lines[0])
        for line in done.err.splitlines():
            self.assertRegex(line, "^saa: ")

    def images(self, count, folder="in", **options):
        for i in range(count):
            write_png(self.folder / folder / f"{i:02}.png", texture(i, **options))
        return self.folder / folder


def result(path):
    return json.loads(pathlib.Path(path).read_text())


def timeless(path):
    """A result without what may differ between two runs."""
    json_object = result(path)
    for key in ("timings", "seconds"):
        del json_object[key]
    return json_object


def table(out):
    with open(out / "results.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def contents(out):
    """All results of a folder: JSON without times, everything else byte by byte."""
    files = {}
    for path in sorted(out.rglob("*")):
        if path.is_dir() or path.parent == out and path.name in ("run.json", "results.csv"):
            continue
        name = str(path.relative_to(out))
        files[name] = timeless(path) if path.suffix == ".json" else path.read_bytes()
    return files
