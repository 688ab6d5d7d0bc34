"""saa inspect, from outside."""

import hashlib
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["SAA_PROGRAM"]
FIXTURES = pathlib.Path(os.environ["SAA_SOURCE_DIR"]) / "tests/unit/checkpoint/fixtures"
OFFICIAL = pathlib.Path(os.environ["SAA_MODELS"]) / "efficientnet-lite0-57934424.pth"


def inspect(*words, **options):
    return subprocess.run([PROGRAM, "inspect", *map(str, words)], capture_output=True, text=True, timeout=60, **options)


class Inspect(unittest.TestCase):
    def test_lists_format_hash_and_every_tensor(self):
        file = FIXTURES / "network.pth"
        run = inspect(file)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        head, rows = run.stdout.split("\n\n")
        facts = dict(line.split(maxsplit=1) for line in head.splitlines())
        self.assertEqual(facts["file"], str(file))
        self.assertEqual(facts["format"], "torch zip")
        self.assertEqual(facts["network"], "not recognised")
        self.assertEqual(facts["size"], f"{file.stat().st_size:,} bytes")
        self.assertEqual(facts["sha256"], hashlib.sha256(file.read_bytes()).hexdigest())
        self.assertEqual(facts["tensors"], "7, 70 elements, 284 bytes")
        self.assertEqual(facts["dtypes"], "6 f32, 1 i64")
        title, *tensors = rows.splitlines()
        self.assertEqual(title.split(), ["NAME", "DTYPE", "SHAPE", "BYTES"])
        self.assertEqual(len({len(row) for row in [title, *tensors]}), 1)
        self.assertEqual([row.split()[0] for row in tensors],
                         ["conv.bias", "conv.weight", "norm.bias", "norm.num_batches_tracked",
                          "norm.running_mean", "norm.running_var", "norm.weight"])
        self.assertEqual(tensors[1].split(), ["conv.weight", "f32", "[3,", "2,", "3,", "3]", "216"])

    def test_says_the_same_of_all_forms(self):
        runs = [inspect(FIXTURES / f"views{ending}", "--json") for ending in (".pth", ".legacy.pth", ".safetensors")]
        facts = [json.loads(run.stdout) for run in runs]
        self.assertEqual([fact["format"] for fact in facts], ["torch zip", "torch legacy pickle", "safetensors"])
        self.assertEqual(facts[0]["tensors"], facts[1]["tensors"])
        self.assertEqual(facts[0]["tensors"], facts[2]["tensors"])

    def test_filters_by_name(self):
        run = inspect(FIXTURES / "network.pth", "--filter", "conv", "--json")
        facts = json.loads(run.stdout)
        self.assertEqual(facts["tensors"], [
            {"name": "conv.bias", "dtype": "f32", "shape": [3], "bytes": 12},
            {"name": "conv.weight", "dtype": "f32", "shape": [3, 2, 3, 3], "bytes": 216}])
        self.assertEqual((facts["tensor_count"], facts["listed_count"]), (7, 2))
        self.assertEqual((facts["listed_elements"], facts["listed_bytes"]), (57, 228))
        self.assertIsNone(facts["network"])
        self.assertIn("2 of 7, 57 elements", inspect(FIXTURES / "network.pth", "--filter", "conv").stdout)

    @unittest.skipUnless(OFFICIAL.exists(), f"{OFFICIAL} is absent (scripts/fetch-models)")
    def test_recognises_a_network(self):
        facts = json.loads(inspect(OFFICIAL, "--json").stdout)
        self.assertEqual((facts["network"], facts["format"]), ("EfficientNet-Lite0", "torch legacy pickle"))

    def test_help_has_examples(self):
        run = inspect("--help")
        self.assertEqual(run.returncode, 0)
        self.assertIn("saa inspect sam_vit_h_4b8939.pth", run.stdout)


class BadInput(unittest.TestCase):
    def refused(self, *words, code=1):
        run = inspect(*words)
        self.assertEqual(run.returncode, code, run.stderr)
        self.assertEqual(run.stdout, "")
        return run.stderr

    def refused_bytes(self, content):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "model.pth"
            file.write_bytes(content)
            error = self.refused(file)
        self.assertEqual(error.count("\n"), 1, error)
        self.assertIn("model.pth", error)
        return error

    def test_is_one_line_that_says_what_the_file_is(self):
        self.assertIn("empty", self.refused_bytes(b""))
        self.assertIn("web page", self.refused_bytes(b"<!doctype html><title>404</title>"))
        self.assertIn("Git LFS", self.refused_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0"))
        self.assertIn("neither .pth nor .safetensors", self.refused_bytes(b"hello"))

    def test_is_one_line_for_a_file_cut_off(self):
        for name in ("views.pth", "views.legacy.pth", "views.safetensors"):
            content = (FIXTURES / name).read_bytes()
            self.refused_bytes(content[: len(content) // 2])

    def test_names_a_function_that_a_pickle_would_call(self):
        start = (FIXTURES / "views.legacy.pth").read_bytes()
        attack = start[: start.index(b"type_sizes")] + b"intlongq\x00cos\nsystem\n."
        error = self.refused_bytes(attack.replace(b"X\n\0\0\0intlong", b"X\x07\0\0\0intlong"))
        self.assertIn("'os.system'", error)

    def test_of_the_file_system(self):
        self.assertIn("nowhere.pth", self.refused("nowhere.pth"))
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("not a regular file", self.refused(folder))

    def test_of_the_command_line(self):
        self.refused(code=2)
        self.refused("a.pth", "--unknown", code=2)

    def test_fails_if_the_disk_is_full(self):
        with open("/dev/full", "w") as full:
            run = subprocess.run([PROGRAM, "inspect", FIXTURES / "views.pth"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"cannot write to standard output", run.stderr)


if __name__ == "__main__":
    unittest.main()
