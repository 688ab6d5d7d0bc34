"""saa predict --method: SAA+, plain SAA and the baselines to compare with."""

import json
import unittest

import jsonschema

from program import MODELS, SOURCE, ProgramTest, result, texture, write_png

SCHEMA = jsonschema.Draft7Validator(json.loads((SOURCE / "docs/result.schema.json").read_text()))
LITE = MODELS / "efficientnet-lite0-57934424.pth"


class Methods(ProgramTest):
    def setUp(self):
        super().setUp()
        write_png(self.folder / "part.png", texture(1))

    def run_method(self, *words, code=0):
        return self.predict("part.png", "--out", "out", *words, code=code)

    def options(self):
        return result(self.folder / "out/run.json")["options"]

    def test_saa_is_the_preset_of_that_name(self):
        self.run_method("--method", "saa")
        found = result(self.folder / "out/part.json")
        SCHEMA.validate(found)
        self.assertEqual((found["method"], found["preset"], found["method_variant"]), ("saa", "saa", None))
        self.assertEqual(self.options()["method"], "saa")
        self.run_method("--preset", "saa")
        self.assertEqual(result(self.folder / "out/part.json")["method"], "saa")

    def test_without_a_method_it_is_saa_plus(self):
        self.run_method()
        self.assertEqual(result(self.folder / "out/part.json")["method"], "saa+")
        self.run_method("--method", "saa+", "--preset", "reference")
        found = result(self.folder / "out/part.json")
        self.assertEqual((found["method"], found["preset"]), ("saa+", "reference"))

    def test_a_preset_that_contradicts_the_method_is_a_usage_error(self):
        for method, preset in (("saa", "paper"), ("saa+", "saa")):
            done = self.run_method("--method", method, "--preset", preset, code=2)
            self.assert_one_error(done, f"--preset {preset}", f"--method {method}")
        self.assertFalse((self.folder / "out").exists())

    def test_an_unknown_name_is_a_usage_error_with_the_nearest(self):
        self.assert_one_error(self.run_method("--method", "utat", code=2), "--method", "did you mean 'utad'?")
        done = self.run_method("--method", "utad", "--method-variant", "wide-resnet", code=2)
        self.assert_one_error(done, "did you mean 'wide-resnet50'?")
        done = self.run_method("--method", "winclip", "--method-variant", "anomlib", code=2)
        self.assert_one_error(done, "did you mean 'anomalib'?")
        self.assert_one_error(self.run_method("--method-variant", "anomalib", code=2), "presets, not variants")

    def test_options_that_mean_nothing_to_the_method_are_usage_errors(self):
        for option in (["--without", "property"], ["--top-k", "3"], ["--engine", "offline"], ["--prompt", "crack"],
                       ["--preset", "paper"], ["--object", "tile"]):
            done = self.run_method("--method", "utad", *option, code=2)
            self.assert_one_error(done, option[0], "--method utad")
        self.assert_one_error(self.run_method("--method", "winclip", "--prompt", "crack", code=2), "--prompt")
        self.assertFalse((self.folder / "out").exists())

    def test_a_network_that_is_not_there_is_named_with_the_command_that_fetches_it(self):
        done = self.run_method("--method", "utad", code=1)
        self.assert_one_error(done, "wide_resnet50_2-95faca4d.pth", "saa models fetch")
        done = self.run_method("--method", "winclip", code=1)
        self.assert_one_error(done, "vit_b_16_plus_240-laion400m_e31-8fb26589.pt", "bpe_simple_vocab_16e6.txt.gz",
                              "saa models fetch winclip")
        self.assertFalse((self.folder / "out").exists())

    @unittest.skipUnless(LITE.is_file(), f"there is no {LITE}")
    def test_utad_runs_on_the_network_that_comes_with_saa(self):
        self.environment["SAA_MODELS"] = str(MODELS)
        variant = ["--method", "utad", "--method-variant", "efficientnet-lite0"]
        self.run_method(*variant, "--threshold", "0.01", "--threads", "1")
        found = result(self.folder / "out/part.json")
        SCHEMA.validate(found)
        self.assertEqual((found["method"], found["method_variant"], found["engine"], found["preset"]),
                         ("utad", "efficientnet-lite0", "utad", None))
        self.assertEqual([time["stage"] for time in found["timings"]],
                         ["read", "features", "distances", "map", "regions"])
        self.assertGreater(found["pred_score"], 0)
        self.assertEqual(sum(region["anomalous"] for region in found["regions"]), len(found["regions"]))
        options = self.options()
        self.assertEqual((options["method"], options["preset"]), ("utad", None))
        self.assertEqual(set(options["prompts"]), {"class_agnostic", "class_specific"})
        self.assertEqual(options["weights"][0]["network"], "EfficientNet-Lite0")

        self.predict("part.png", "--out", "again", *variant, "--threshold", "0.01", "--threads", "3")
        self.assertEqual(result(self.folder / "again/part.json")["regions"], found["regions"])


if __name__ == "__main__":
    unittest.main()
