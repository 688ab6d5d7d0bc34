"""saa context: building from pictures, showing what is in the file, refusing what cannot be meant."""

import json
import os
import pathlib
import unittest

import numpy

from program import MODELS, ProgramTest, texture, write_png

WEIGHTS = pathlib.Path(MODELS) / "efficientnet-lite0-57934424.pth"


class ContextVerbs(ProgramTest):
    def setUp(self):
        super().setUp()
        for i in range(5):
            write_png(self.folder / "photos" / f"{i}.png", texture(i))

    def build(self, *words):
        return self.saa("context", "build", *words, "-o", "parts.saac", "--context-side", "64",
                        env=dict(os.environ, SAA_MODELS=str(MODELS), XDG_CACHE_HOME=str(self.folder / "cache")))

    def test_without_weights_the_command_that_fetches_them_is_named(self):
        run = self.saa("context", "build", "photos", "-o", "parts.saac")
        self.assertEqual(run.returncode, 1)
        self.assertIn("saa models fetch efficientnet-lite0-57934424.pth", run.err)
        self.assertFalse((self.folder / "parts.saac").exists())

    def test_what_cannot_be_meant_is_said_before_anything_is_done(self):
        for words in (["photos"], ["photos", "-o", "photos"], ["-o", "x"], ["photos", "-o", "x", "--context-keep", "0"],
                      ["photos", "-o", "x", "--context-network", "lite"],
                      ["photos", "-o", "x", "--context-neighbourhoods", "1,,3"],
                      ["photos", "-o", "x", "--context-neighbourhoods", "1,17"]):
            self.assertEqual(self.saa("context", "build", *words).returncode, 2, words)

    def test_a_file_of_another_kind_is_refused(self):
        run = self.saa("context", "show", "photos/0.png")
        self.assertEqual(run.returncode, 1)
        self.assertIn("is no context", run.err)

    @unittest.skipUnless(WEIGHTS.exists(), "needs EfficientNet-Lite0")
    def test_a_context_holds_the_pictures_that_were_drawn(self):
        (self.folder / "photos" / "broken.png").write_bytes(b"no picture")
        run = self.build("photos", "--context-size", "4", "--context-keep", "0.5")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("4 references of 6 pictures", run.out)
        shown = json.loads(self.saa("context", "show", "parts.saac", "--json").out)
        self.assertEqual(shown["network"], "efficientnet-lite0")
        self.assertEqual(shown["side"], 64)
        self.assertEqual([s["patches"] for s in shown["sets"]],
                         [-(-s["rows"] * s["columns"] // 2) for s in shown["sets"]])
        self.assertEqual(len(shown["references"]), 4)
        self.assertEqual([r["name"] for r in shown["references"]],
                         self.saa("context", "show", "parts.saac").out.split()[-7::2])

    @unittest.skipUnless(WEIGHTS.exists(), "needs EfficientNet-Lite0")
    def test_masks_beside_the_pictures_are_no_references(self):
        for i in range(5):
            mask = numpy.zeros((96, 96), numpy.uint8)
            mask[i:i + 9, 5:20] = 255
            write_png(self.folder / "photos" / "ground_truth" / f"{i}_mask.png", mask)
        run = self.build("photos")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("5 pictures are masks", run.err)
        shown = json.loads(self.saa("context", "show", "parts.saac", "--json").out)
        self.assertEqual(sorted(r["name"] for r in shown["references"]), [f"photos/{i}.png" for i in range(5)])

    @unittest.skipUnless(WEIGHTS.exists(), "needs EfficientNet-Lite0")
    def test_the_same_pictures_in_another_order_give_the_same_file(self):
        self.assertEqual(self.build("photos").returncode, 0)
        first = (self.folder / "parts.saac").read_bytes()
        names = [f"photos/{i}.png" for i in (3, 0, 4, 2, 1)]
        self.assertEqual(self.build(*names, "--threads", "1").returncode, 0)
        self.assertEqual((self.folder / "parts.saac").read_bytes(), first)


if __name__ == "__main__":
    unittest.main()
