"""saa predict: which engine runs, and what is said when files of the official one are not there."""

import unittest

from program import ProgramTest, result, texture, write_png

FILES = {"detector": "groundingdino_swint_ogc.pth", "refiner": "sam_vit_h_4b8939.pth",
         "saliency": "wide_resnet50_racm-8234f177.pth", "vocabulary": "bert-base-uncased-vocab.txt"}


class Engines(ProgramTest):
    def setUp(self):
        super().setUp()
        write_png(self.folder / "part.png", texture(1))
        self.models = self.folder / "mödels"
        self.models.mkdir()

    def put(self, *roles, data=b"not a checkpoint"):
        for role in roles:
            (self.models / FILES[role]).write_bytes(data)

    def run_official(self, *options, code=1):
        return self.predict("part.png", "--out", "out", "--models", self.models, "--engine", "official", *options,
                            code=code)

    def test_one_line_names_all_that_is_missing_and_the_command(self):
        done = self.run_official()
        self.assert_one_error(done, *FILES.values(), str(self.models), "saa models fetch saa-plus --models")
        self.assertFalse((self.folder / "out").exists())

    def test_only_what_is_missing_is_named(self):
        self.put("detector", "vocabulary", "saliency")
        done = self.run_official()
        self.assert_one_error(done, FILES["refiner"], "saa models fetch")
        self.assertNotIn(FILES["detector"], done.err)

    def test_the_chosen_networks_are_asked_for(self):
        done = self.run_official("--refiner", "mobile-sam")
        self.assert_one_error(done, "mobile_sam.pt", "saa models fetch saa-plus-fast --models")
        done = self.run_official("--refiner", "vit-b", "--detector", "swin-b")
        self.assert_one_error(done, "saa models fetch groundingdino_swinb_cogcoor.pth sam_vit_b_01ec64.pth")

    def test_without_official_files_auto_is_offline_and_says_how_to_change_that(self):
        done = self.predict("part.png", "--out", "out", "--models", self.models)
        self.assertIn("'saa models fetch saa-plus'", done.err)
        self.assertEqual(result(self.folder / "out/part.json")["engine"], "offline")

    def test_with_some_of_them_auto_says_what_is_missing(self):
        self.put("detector", "vocabulary", "saliency")
        self.predict("part.png", "--out", "out", "--models", self.models)
        notices = result(self.folder / "out/part.json")["notices"]
        self.assertTrue(any(FILES["refiner"] in line for line in notices), notices)

    def test_a_file_that_is_no_checkpoint_is_named(self):
        self.put(*FILES)
        done = self.run_official()
        self.assert_one_error(done, FILES["refiner"])
        self.assertFalse((self.folder / "out").exists())

    def test_the_detectors_size_has_limits(self):
        done = self.run_official("--detector-size", "20", code=2)
        self.assert_one_error(done, "--detector-size", "256", "2400")


if __name__ == "__main__":
    unittest.main()
