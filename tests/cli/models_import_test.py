"""saa models import of checkpoints, verify, where and list."""

import hashlib
import json
import os
import pathlib
import shutil
import struct
import sys
import unittest

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from models_program import FETCHED, VOCABULARY, WEIGHTS, ModelsTest, needs_fetched_models

CONVERTED = "efficientnet-lite0-57934424.safetensors"
DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8"}


def read_safetensors(path):
    data = path.read_bytes()
    length, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = numpy.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


@needs_fetched_models
class Import(ModelsTest):
    def test_keeps_keys_and_values(self):
        run = self.saa("import", FETCHED / WEIGHTS)
        self.assertTrue(run.out.startswith(f"{self.models / CONVERTED}  EfficientNet-Lite0, "), run.out)
        tensors, metadata = read_safetensors(self.models / CONVERTED)
        self.assertEqual(metadata, {"network": "EfficientNet-Lite0", "source": WEIGHTS,
                                    "source_sha256": hashlib.sha256((FETCHED / WEIGHTS).read_bytes()).hexdigest()})
        self.saa("import", self.models / CONVERTED, "--models", self.folder / "again")
        again, _ = read_safetensors(self.folder / "again" / CONVERTED)
        self.assertEqual(list(tensors), list(again))
        for name in tensors:
            numpy.testing.assert_array_equal(tensors[name], again[name])
        self.assertEqual(tensors["_conv_stem.weight"].dtype, numpy.float32)

    def test_rounds_to_f16_as_numpy_does(self):
        self.saa("import", FETCHED / WEIGHTS)
        self.saa("import", FETCHED / WEIGHTS, "--dtype", "f16", "--models", self.folder / "half")
        wide, _ = read_safetensors(self.models / CONVERTED)
        half, _ = read_safetensors(self.folder / "half" / CONVERTED)
        self.assertEqual(sorted(wide), sorted(half))
        for name, values in wide.items():
            expected = values.astype("<f2") if values.dtype == "<f4" else values
            self.assertEqual(half[name].dtype, expected.dtype, name)
            numpy.testing.assert_array_equal(half[name], expected, name)

    def test_widens_to_f32(self):
        self.saa("import", FETCHED / WEIGHTS, "--dtype", "f16")
        self.saa("import", self.models / CONVERTED, "--dtype", "f32", "--models", self.folder / "wide")
        half, _ = read_safetensors(self.models / CONVERTED)
        wide, _ = read_safetensors(self.folder / "wide" / CONVERTED)
        for name, values in half.items():
            numpy.testing.assert_array_equal(wide[name], values, name)
            self.assertNotEqual(wide[name].dtype, numpy.float16)

    def test_is_used_under_the_official_name_whatever_the_source_is_called(self):
        shutil.copy(FETCHED / WEIGHTS, self.folder / "mine.pth")
        self.saa("import", "mine.pth")
        self.assertEqual(self.there(), [CONVERTED])
        row = next(line for line in self.saa("list").out.splitlines() if line.startswith(WEIGHTS))
        self.assertTrue(row.endswith("as .safetensors"), row)
        self.assertIn(f"{CONVERTED}  converted", self.saa("verify").out)
        self.assertEqual(self.saa("fetch", WEIGHTS).out, f"{WEIGHTS}  already there\n")

    def test_does_not_overwrite_unasked(self):
        self.saa("import", FETCHED / WEIGHTS)
        self.refused("import", FETCHED / WEIGHTS, says=["there already", "--replace"])
        self.saa("import", FETCHED / WEIGHTS, "--replace")

    def test_refuses_what_is_no_network_of_its(self):
        fixtures = pathlib.Path(os.environ["SAA_SOURCE_DIR"]) / "tests/unit/checkpoint/fixtures"
        self.refused("import", fixtures / "network.pth", says=["no network that saa knows", "saa inspect"])
        (self.folder / "page.pth").write_text("<!doctype html>")
        self.refused("import", "page.pth", says="web page")
        self.refused("import", "nowhere.pth", says="nowhere.pth")
        self.refused("import", FETCHED / WEIGHTS, "--dtype", "int8", code=2, says="f32, f16")
        self.assertEqual(self.there(), [])


@needs_fetched_models
class Verify(ModelsTest):
    def setUp(self):
        super().setUp()
        self.models.mkdir()
        shutil.copy(FETCHED / VOCABULARY, self.models)

    def test_says_ok_with_the_checksum(self):
        digest = hashlib.sha256((FETCHED / VOCABULARY).read_bytes()).hexdigest()
        self.assertEqual(self.saa("verify").out, f"{VOCABULARY}  ok  {digest}\n")

    def test_finds_a_changed_byte(self):
        content = bytearray((self.models / VOCABULARY).read_bytes())
        content[1000] ^= 1
        (self.models / VOCABULARY).write_bytes(content)
        run = self.saa("verify", code=1)
        self.assertIn(f"{VOCABULARY}  wrong", run.out)
        self.assertIn(f"saa models fetch {VOCABULARY} --models '{self.models}' --replace", run.err)

    def test_finds_a_file_of_another_size_and_as_json(self):
        (self.models / VOCABULARY).write_bytes(b"abc")
        run = self.saa("verify", "--json", code=1)
        [file] = json.loads(run.out)["files"]
        self.assertEqual((file["file"], file["state"]), (VOCABULARY, "wrong"))
        self.assertIn("3 bytes, expected 231508", file["error"])

    def test_knows_the_network_of_a_conversion(self):
        shutil.copy(FETCHED / WEIGHTS, self.models / "mobile_sam.safetensors")
        run = self.saa("verify", code=1)
        self.assertIn("holds EfficientNet-Lite0, expected MobileSAM", run.err)

    def test_wants_what_was_named(self):
        run = self.saa("verify", VOCABULARY, "mobile_sam.pt", code=1)
        self.assertIn("mobile_sam.pt                missing", run.out)
        self.assertIn("saa models fetch mobile_sam.pt --models", run.err)

    def test_of_an_empty_folder_is_an_error(self):
        self.refused("verify", "--models", self.folder / "nowhere", says="saa models fetch saa-plus")


class Where(ModelsTest):
    def put(self, *names):
        self.models.mkdir(exist_ok=True)
        for name in names:
            (self.models / name).write_bytes(b"")

    def test_names_the_folder_and_each_file(self):
        self.put("mobile_sam.safetensors", "mobile_sam.pt", "wide_resnet50_2-95faca4d.pth")
        facts = json.loads(self.saa("where", "--json").out)
        self.assertEqual(facts["folder"], str(self.models))
        self.assertEqual(facts["sets"]["saa-plus-fast"],
                         {"detector": None, "refiner": str(self.models / "mobile_sam.safetensors"),
                          "saliency": str(self.models / "wide_resnet50_2-95faca4d.pth"), "vocabulary": None})
        self.assertIn("detector    missing: groundingdino_swint_ogc.pth", self.saa("where").out)

    def test_fails_if_a_set_that_was_named_is_not_complete(self):
        run = self.saa("where", "saa-plus-fast", code=1)
        self.assertIn(f"saa models fetch saa-plus-fast --models '{self.models}'", run.err)
        self.put("groundingdino_swint_ogc.pth", "mobile_sam.pt", "wide_resnet50_racm-8234f177.pth", VOCABULARY)
        self.saa("where", "saa-plus-fast")
        self.refused("where", "saa", code=2, says="not a set")

    def test_takes_the_folder_from_the_option(self):
        self.assertIn(f"folder  {self.folder}\n", self.saa("where", "--models", self.folder).out)


class List(ModelsTest):
    def test_is_an_aligned_table_of_files_and_sets(self):
        run = self.saa("list")
        self.assertEqual(run.err, "")
        files, sets = run.out.split("\n\n")
        title, *rows = files.splitlines()
        self.assertEqual(title.split(), ["FILE", "SIZE", "ROLE", "NETWORK", "CHECKSUM", "LICENCE", "HERE"])
        self.assertGreater(len(rows), 10)
        self.assertEqual({row.rindex("  ") + 2 for row in rows}, {title.index("HERE")})
        self.assertIn("saa-plus-fast", sets)

    def test_as_json_says_who_states_a_checksum_and_what_is_unknown(self):
        files = {file["file"]: file for file in json.loads(self.saa("list", "--json").out)["files"]}
        whole = files["sam_vit_h_4b8939.pth"]
        self.assertEqual((len(whole["sha256"]), whole["size"], whole["here"]), (64, 2564550879, None))
        begun = files["wide_resnet50_racm-8234f177.pth"]
        self.assertEqual((begun["sha256"], begun["sha256_begins"], begun["size"]), (None, "8234f177", None))
        for file in files.values():
            self.assertEqual(bool(file["checksum_source"]), bool(file["sha256_begins"]), file)
            self.assertTrue(file["licence"], file)


class Help(ModelsTest):
    def test_of_every_verb_has_examples(self):
        self.assertIn("saa models bundle saa-plus", self.saa("--help").out)
        for verb in ("list", "fetch", "import", "verify", "where", "bundle"):
            self.assertRegex(self.saa(verb, "--help").out, f"Examples:\n  saa models {verb}")

    def test_is_pointed_to_where_a_verb_is_missing(self):
        self.saa(code=2)
        self.saa("fetches", code=2)


if __name__ == "__main__":
    unittest.main()
