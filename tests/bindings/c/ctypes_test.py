"""libsaa_c.so from another language: what it exports, and that it writes the command line's JSON."""

import ctypes
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
LIBRARY = os.environ["SAA_C_LIBRARY"]
PROGRAM = os.environ["SAA_PROGRAM"]
PICTURE = SOURCE / "examples/visa/candle.jpg"
OK, USAGE = 0, 1


class FloatMap(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int32), ("height", ctypes.c_int32), ("values", ctypes.POINTER(ctypes.c_float))]


def load():
    library = ctypes.CDLL(LIBRARY)
    library.saa_last_error.restype = ctypes.c_char_p
    for free in ("saa_segmenter_free", "saa_image_free", "saa_profile_free", "saa_result_free", "saa_string_free"):
        getattr(library, free).argtypes = [ctypes.c_void_p]
    return library


def comparable(result):
    """The fields that two runs have in common; see docs/result-schema.md."""
    return {key: value for key, value in result.items() if key not in ("timings", "seconds")}


class FromPython(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.saa = load()

    def call(self, function, *arguments):
        """Calls a function that fills a handle in its last argument."""
        handle = ctypes.c_void_p()
        self.assertEqual(getattr(self.saa, function)(*arguments, ctypes.byref(handle)), OK, self.saa.saa_last_error())
        return handle

    def test_json_is_that_of_the_command_line(self):
        segmenter = self.call("saa_segmenter_new", None)
        image = self.call("saa_image_read", os.fsencode(PICTURE), None)
        profile = self.call("saa_profile_find", b"visa/candle")
        result = self.call("saa_predict", segmenter, image, profile, None)
        text = self.call("saa_result_json", result)
        ours = json.loads(ctypes.string_at(text.value))
        with tempfile.TemporaryDirectory() as out:
            printed = subprocess.run([PROGRAM, "--quiet", "predict", PICTURE, "--profile", "visa/candle", "--json", "--out", out],
                                     check=True, capture_output=True, text=True).stdout
        self.assertEqual(comparable(ours), comparable(json.loads(printed)))

        anomaly_map = FloatMap()
        self.assertEqual(self.saa.saa_result_anomaly_map(result, ctypes.byref(anomaly_map)), OK)
        pixels = anomaly_map.width * anomaly_map.height
        self.assertAlmostEqual(max(anomaly_map.values[:pixels]), ours["pred_score"], places=6)  # JSON rounds floats

        for kind, handle in (("string", text), ("result", result), ("profile", profile), ("image", image),
                             ("segmenter", segmenter)):
            getattr(self.saa, f"saa_{kind}_free")(handle)

    def test_misuse_is_an_error(self):
        handle = ctypes.c_void_p()
        self.assertEqual(self.saa.saa_image_read(None, None, ctypes.byref(handle)), USAGE)
        self.assertIn(b"path is NULL", self.saa.saa_last_error())

    def test_error_texts_are_utf8(self):
        handle = ctypes.c_void_p()
        self.assertNotEqual(self.saa.saa_image_read(b"no\xff such.png", None, ctypes.byref(handle)), OK)
        self.assertIn("no\ufffd such.png", self.saa.saa_last_error().decode("utf-8"))


class Exports(unittest.TestCase):
    def test_exactly_the_functions_of_the_header(self):
        listed = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], check=True, capture_output=True, text=True).stdout
        exported = {line.split()[-1].split("@")[0] for line in listed.splitlines()}
        header = (SOURCE / "bindings/c/saa.h").read_text("utf-8")
        declared = set(re.findall(r"SAA_C_API[^;(]*?\b(saa_\w+)\(", header))
        self.assertGreater(len(declared), 30)
        self.assertEqual(exported, declared)


if __name__ == "__main__":
    unittest.main(verbosity=2)
