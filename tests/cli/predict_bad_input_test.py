"""saa predict: bad input of every kind gets one clear line, the right exit code, and nothing half-written."""

import os
import resource
import shutil
import struct
import subprocess
import unittest
import zlib

import numpy

from program import LEFTOVER, PROGRAM, ProgramTest, png_bytes, png_chunk, result, texture, write_png


class BadImages(ProgramTest):
    def setUp(self):
        super().setUp()
        write_png(self.folder / "good.png", texture(1))
        self.good = (self.folder / "good.png").read_bytes()

    def assert_image_fails(self, name, *parts, options=()):
        done = self.predict(name, "--out", "out", *options, code=1)
        self.assert_one_error(done, os.fsdecode(name), *parts)
        self.assertEqual(done.out, "")
        self.assertEqual(sorted(path.name for path in (self.folder / "out").rglob("*")), ["results.csv", "run.json"])

    def assert_bytes_fail(self, data, *parts, name="part.png", options=()):
        (self.folder / name).write_bytes(data)
        self.assert_image_fails(name, *parts, options=options)

    def test_missing(self):
        self.assert_image_fails("nothing.png", "No such file")

    def test_empty(self):
        self.assert_bytes_fail(b"", "is empty")

    def test_truncated(self):
        for length in (20, 100, len(self.good) // 2, len(self.good) - 20):
            self.assert_bytes_fail(self.good[:length], "again")

    def test_renamed(self):
        self.assert_bytes_fail(b"%PDF-1.4\n" + b"x" * 500, "not a picture", "PNG, JPEG")

    def test_a_picture_under_another_name_is_read(self):
        (self.folder / "part.jpg").write_bytes(self.good)
        self.predict("part.jpg", "--out", "out")

    def test_no_pixels(self):
        self.assert_bytes_fail(png_bytes(0, 0, b""), "IHDR")
        self.assert_bytes_fail(b"P5 0 0 255\n", "no pixels", "0x0", name="part.pgm")

    def test_one_pixel_is_an_image(self):
        write_png(self.folder / "dot.png", numpy.full((1, 1), 200, numpy.uint8))
        done = self.predict("dot.png", "--out", "out")
        self.assertIn("nothing found", done.out)

    def test_more_pixels_than_the_limit(self):
        side = 20_000
        packed = zlib.compressobj()
        row = b"\0" + bytes(side)
        rows = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()
        header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        data = (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b""))
        self.assertLess(len(data), 1_000_000)
        self.assert_bytes_fail(data, "20000x20000", "limit", "--max-pixels")
        self.assert_bytes_fail(self.good, "96x96", "limit", "--max-pixels", options=["--max-pixels", "9215"])

    def test_not_a_file(self):
        os.mkfifo(self.folder / "pipe.png")
        self.assert_image_fails("pipe.png", "not a regular file")

    def test_unreadable(self):
        if os.geteuid() == 0:
            self.skipTest("root can read everything")
        os.chmod(self.folder / "good.png", 0)
        self.assert_image_fails("good.png", "Permission denied")


class BadWords(ProgramTest):
    def setUp(self):
        super().setUp()
        write_png(self.folder / "part.png", texture(1))

    def assert_refused(self, *words, parts=()):
        done = self.predict(*words, code=2)
        self.assert_one_error(done, *parts)
        self.assertEqual(done.out, "")
        self.assertEqual(len(done.err.splitlines()), 1, done.err)
        self.assertFalse((self.folder / "predictions").exists())

    def test_numbers_that_cannot_be_meant(self):
        for option, text in (("--threshold", "nan"), ("--threshold", "-0.1"), ("--threshold", "inf"),
                             ("--threshold", "-inf"), ("--threshold", "half"), ("--threshold", ""),
                             ("--max-area", "-1"), ("--max-area", "1.5"), ("--max-area", "nan"),
                             ("--min-overlap", "2"), ("--top-k", "0"), ("--top-k", "2.5"), ("--object-count", "-3"),
                             ("--threads", "-1"), ("--jobs", "0"), ("--max-pixels", "-5"), ("--max-pixels", "1e99")):
            self.assert_refused("part.png", option, text, parts=(option, f"'{text}'"))
        self.assert_refused("part.png", "--max-area", "0", parts=("max_area",))

    def test_unknown_options_and_values_name_the_nearest(self):
        for words, parts in ((["--treshold", "1"], ["--treshold", "did you mean '--threshold'"]),
                             (["--jason"], ["did you mean '--json'"]),
                             (["--preset", "papr"], ["--preset", "did you mean 'paper'"]),
                             (["--without", "salency"], ["did you mean 'saliency'"]),
                             (["--engine", "of-line"], ["did you mean 'offline'"]),
                             (["--precision", "f8"], ["f32, bf16, f16"]),
                             (["--overlap", "insid"], ["did you mean 'inside'"]),
                             (["--out"], ["--out"]),
                             (["--models", "nowhere"], ["--models", "nowhere"])):
            self.assert_refused("part.png", *words, parts=parts)
        done = self.saa("predit", "part.png")
        self.assertEqual(done.returncode, 2)
        self.assert_one_error(done, "did you mean 'predict'")

    def test_words_that_give_no_image(self):
        (self.folder / "empty").mkdir()
        self.assert_refused(parts=("no image given",))
        self.assert_refused("empty", parts=("no images", "empty"))
        self.assert_refused("*.tiff", parts=("no file matches", "*.tiff"))
        self.assert_refused("--list", "nowhere.txt", parts=("nowhere.txt", "one path a line"))

    def test_an_empty_list(self):
        done = self.predict("-", code=2, input=b"\n")
        self.assert_one_error(done, "list", "empty")

    def test_unknown_profile(self):
        self.assert_refused("part.png", "--profile", "visa/candel", parts=("visa/candel", "visa/candle"))
        self.assert_refused("part.png", "--profile", "nowhere.toml", parts=("nowhere.toml",))

    def test_malformed_profile(self):
        for text, parts in (("top_k = ", ["own.toml:3"]), ("top_q = 3", ["top_q", "top_k"]), ("top_k = 'five'", ["top_k"]),
                            ("threshold = nan", ["threshold"]), ("max_area = -1", ["max_area"]), ("\0", [])):
            (self.folder / "own.toml").write_text("schema = 1\nobject = 'part'\n" + text)
            self.assert_refused("part.png", "--profile", "own.toml", parts=["own.toml", *parts])

    def test_a_sentence_that_cannot_be_read(self):
        self.assert_refused("part.png", "--property-sentence", "the image of candle")

    def test_prompts_that_say_nothing(self):
        self.assert_refused("part.png", "--prompt", "")
        self.assert_refused("part.png", "--object", "")

    def test_an_overlap_that_has_no_effect(self):
        self.assert_refused("part.png", "--overlap", "none", "--min-overlap", "0.5", parts=("--overlap inside",))


class BadPlaces(ProgramTest):
    def setUp(self):
        super().setUp()
        self.images(6)

    def test_output_where_a_file_is(self):
        (self.folder / "taken").write_text("mine")
        done = self.predict("in", "--out", "taken", code=1)
        self.assert_one_error(done, "taken", "choose another one with --out")
        self.assertEqual((self.folder / "taken").read_text(), "mine")

    def test_output_that_may_not_be_written(self):
        if os.geteuid() == 0:
            out = "/proc/saa"  # where even root cannot make a folder
        else:
            (self.folder / "locked").mkdir(mode=0o555)
            out = "locked"
        done = self.predict("in", "--out", out, code=1)
        self.assert_one_error(done, out, "--out")
        self.assertEqual(done.out, "")

    def assert_stopped_whole(self, done, *parts):
        self.assertEqual(done.returncode, 1, done.err)
        self.assert_one_error(done, *parts)
        out = self.folder / "out"
        self.assertFalse(list(out.rglob("*" + LEFTOVER)))
        for path in out.glob("0*.json"):
            result(path)  # whole
        for path in out.glob("0*.png"):
            self.assertTrue((out / f"{path.name[:2]}.json").exists(), f"{path} is half a result")

    def test_files_that_may_not_grow(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

        done = self.saa("predict", "in", "--out", "out", preexec_fn=limit)
        self.assert_stopped_whole(done, "File too large")
        self.assertFalse(list((self.folder / "out").glob("0*.json")))

    def test_full_disk(self):
        disk = self.folder / "out"
        disk.mkdir()
        mounted = shutil.which("mount") and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", disk], capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("a small disk cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk])
        done = self.saa("predict", "in", "--out", "out", "--jobs", "1")
        self.assert_stopped_whole(done, "No space left on device", "--resume")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = self.saa("predict", "in", "--out", "out", stdout=full, stderr=subprocess.PIPE)
        self.assert_stopped_whole(done, "standard output", "No space left on device")

    def test_closed_standard_output(self):
        done = subprocess.run(["sh", "-c", '"$0" predict in --out out >&-', PROGRAM], cwd=self.folder,
                              env=self.environment, capture_output=True)
        done.err = done.stderr.decode()
        self.assert_stopped_whole(done, "standard output")

    def test_a_checkpoint_of_another_network(self):
        models = self.folder / "no models"
        header = b'{"conv1.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
        other = struct.pack("<Q", len(header)) + header + bytes(8)
        (models / "efficientnet-lite0-57934424.pth").write_bytes(other)
        done = self.predict("in", "--out", "out", code=1)
        self.assert_one_error(done, "efficientnet-lite0-57934424.pth")
        self.assertEqual(len(done.err.splitlines()), 1)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
