"""saa predict --context: pictures of the same part beside the one that is looked at."""

import json
import signal
import subprocess
import time
import unittest

import jsonschema

from program import MODELS, PROGRAM, SOURCE, ProgramTest, result, texture, timeless, write_png

SCHEMA = jsonschema.Draft7Validator(json.loads((SOURCE / "docs/result.schema.json").read_text()))
LITE = MODELS / "efficientnet-lite0-57934424.pth"


class ContextWords(ProgramTest):
    """What needs no network to be refused."""

    def setUp(self):
        super().setUp()
        write_png(self.folder / "part.png", texture(1))

    def refuse(self, *words, says, code=2):
        self.assert_one_error(self.predict("part.png", "--out", "out", *words, code=code), *says)
        self.assertFalse((self.folder / "out").exists())

    def test_options_of_building_need_something_to_build(self):
        self.refuse("--context-size", "3", says=("--context-size", "--context"))
        self.refuse("--context", "self", "--context-size", "many", says=("--context-size", "many"))
        self.refuse("--context", "self", "--context-network", "dinov2-vitl4",
                    says=("did you mean 'dinov2-vitl14'?",))

    def test_methods_that_do_not_compare_refuse_a_context(self):
        for method in ("saa", "utad", "clipseg", "winclip"):
            self.refuse("--method", method, "--context", "self", says=("--context", method))

    def test_the_neighbours_alone_need_a_context(self):
        self.refuse("--method", "neighbours", says=("--method neighbours", "--context"))

    def test_a_missing_network_is_one_line_with_the_command_that_fetches_it(self):
        self.refuse("--context", "self", says=("efficientnet-lite0-57934424.pth", "saa models fetch"), code=1)

    def test_a_folder_without_pictures_is_refused(self):
        (self.folder / "empty").mkdir()
        self.refuse("--context", "empty", says=("empty",))


@unittest.skipUnless(LITE.is_file(), f"there is no {LITE}")
class Contexts(ProgramTest):
    def setUp(self):
        super().setUp()
        self.environment["SAA_MODELS"] = str(MODELS)
        for i in range(6):
            write_png(self.folder / "lot" / f"{i}.png", texture(i, spot=i == 0))

    def run_on_lot(self, *words, out="out", code=0):
        return self.predict("lot", "--engine", "offline", "--out", out, *words, code=code)

    def test_every_factor_is_told(self):
        self.run_on_lot("--context", "self")
        found = result(self.folder / "out/0.json")
        SCHEMA.validate(found)
        self.assertEqual(found["references"], 5)  # all but itself
        self.assertIn("neighbours", [time["stage"] for time in found["timings"]])
        kept = [region for region in found["regions"] if region["fate"]["rule"] == "kept"]
        self.assertTrue(kept)
        for region in kept:
            scores = region["scores"]
            expected = scores["generator"] * scores["saliency_factor"] * scores["neighbour_factor"]
            self.assertAlmostEqual(scores["rescored"], expected, places=9)

    def test_switched_off_it_is_as_if_there_were_none(self):
        self.run_on_lot(out="plain")
        self.run_on_lot("--context", "self", "--without", "neighbours", out="off")
        for i in range(6):
            plain, off = (timeless(self.folder / out / f"{i}.json") for out in ("plain", "off"))
            del plain["options_sha256"], off["options_sha256"]
            self.assertEqual(plain, off)

    def test_folder_list_and_built_file_say_the_same(self):
        (self.folder / "list.txt").write_text("".join(f"lot/{i}.png\n" for i in (3, 1, 5, 0, 2, 4)))
        built = self.saa("context", "build", "lot", "-o", "lot.context")
        self.assertEqual(built.returncode, 0, built.err)
        for source in ("lot", "list.txt", "lot.context"):
            self.run_on_lot("--context", source, out=source + ".out")
        for i in range(6):
            found = [timeless(self.folder / (source + ".out") / f"{i}.json")
                     for source in ("lot", "list.txt", "lot.context")]
            self.assertEqual(found[0], found[1])
            self.assertEqual(found[0], found[2])
        done = self.run_on_lot("--context", "lot.context", "--context-size", "3", out="none", code=2)
        self.assert_one_error(done, "lot.context", "--context-size")

    def test_the_neighbours_alone_find_the_odd_one(self):
        self.predict("lot", "--out", "out", "--context", "self", "--method", "neighbours")
        scores = [result(self.folder / f"out/{i}.json")["pred_score"] for i in range(6)]
        self.assertEqual(max(range(6), key=lambda i: scores[i]), 0, scores)
        SCHEMA.validate(result(self.folder / "out/0.json"))

    def test_a_single_reference_is_enough_but_not_for_itself(self):
        self.run_on_lot("--context", "self", "--context-size", "1", "--context-seed", "3")
        alone = [i for i in range(6) if result(self.folder / f"out/{i}.json")["references"] == 0]
        self.assertEqual(len(alone), 1)
        found = result(self.folder / f"out/{alone[0]}.json")
        self.assertIn("no picture but this one", found["notices"][-1])
        self.assertIsNone(found["neighbour_score"])
        other = result(self.folder / f"out/{(alone[0] + 1) % 6}.json")
        self.assertEqual(other["references"], 1)
        self.assertGreater(other["neighbour_score"], 0)
        done = self.predict("lot/0.png", "--out", "none", "--context", "self", "--method", "neighbours", code=1)
        self.assertIn("add others of the part", done.err)

    def test_a_signal_while_the_context_is_built_ends_the_run(self):
        for i in range(6, 150):
            write_png(self.folder / "lot" / f"{i}.png", texture(i))
        for delay in (0.3, 0.7):  # before and while pictures are looked at, or after; never half
            program = subprocess.Popen([PROGRAM, "predict", "lot", "--engine", "offline", "--context", "self", "--context-size",
                                        "0", "--out", "out"], cwd=self.folder, env=self.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(delay)
            program.send_signal(signal.SIGINT)
            said = program.communicate(timeout=120)[1].decode()
            self.assertIn(program.returncode, (130, -signal.SIGINT), said)
            if not (self.folder / "out").exists() and program.returncode == 130:
                self.assertIn("no context was made", said)

    def test_another_context_is_another_result_for_resume(self):
        self.run_on_lot("--context", "self")
        first = result(self.folder / "out/0.json")["options_sha256"]
        self.run_on_lot("--context", "self", "--context-size", "3", "--resume")
        self.assertNotEqual(result(self.folder / "out/0.json")["options_sha256"], first)


if __name__ == "__main__":
    unittest.main()
