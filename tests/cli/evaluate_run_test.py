"""saa evaluate: figures, what is kept, and what a second run does."""

import csv
import json
import signal
import subprocess
import time
import unittest

import numpy

from evaluate_tree import EvaluateTest, part
from program import LEFTOVER, PROGRAM, write_png

RUN = ("folder", "--data", "parts", "--out", "run")


class Evaluate(EvaluateTest):
    def test_figures_are_those_of_the_maps_that_predict_writes(self):
        self.parts(normal=2, broken=2, side=400)  # at the protocol's size nothing is resized
        self.evaluate(*RUN)
        self.predict("parts/good", "parts/dent", "--out", "maps", "--float-maps", "--no-overlay")
        maps, truths = [], []
        for path in sorted(self.folder.glob("maps/*/*_anomaly_map.npy")):
            number = int(path.name[:2])
            broken = path.parent.name == "dent"
            maps.append(numpy.load(path).ravel())
            truths.append(part(100 + number, True, 400)[1].ravel() > 0 if broken else numpy.zeros(160000, bool))
        scores, truth = numpy.concatenate(maps), numpy.concatenate(truths)
        best = max(2 * (truth & (scores >= t)).sum() / (truth.sum() + (scores >= t).sum()) for t in numpy.unique(scores))
        category = self.figures()["results"][0]["categories"][0]
        self.assertEqual((category["images"], category["anomalous_images"]), (4, 2))
        self.assertAlmostEqual(category["figures"]["pixel_F1Max"], best, places=12)

    def test_a_second_run_predicts_nothing_and_says_the_same(self):
        self.parts()
        first = self.evaluate(*RUN)
        figures, files = self.figures(), self.score_files()
        second = self.evaluate(*RUN)
        self.assertEqual(first.out, second.out)
        self.assertEqual(figures, self.figures())
        self.assertEqual(files, self.score_files())
        self.assertIn("0 predicted, 8 on record", second.err)
        self.assertEqual([run["state"] for run in self.manifest()["earlier_runs"]], ["finished"])

    def test_another_k_is_a_row_of_its_own(self):
        self.parts()
        self.evaluate(*RUN)
        self.evaluate(*RUN, "--top-k", "1", "--without", "saliency")
        self.assertEqual(self.figures()["results"][0]["variant"], "without-saliency,top-k=1")
        self.assertEqual({path.name for path in (self.folder / "run/scores").iterdir()},
                         {"saa+", "saa+,without-saliency,top-k=1"})

    def test_changed_images_masks_and_options_are_computed_anew(self):
        self.parts()
        self.evaluate(*RUN)
        write_png(self.folder / "parts/good/01.png", part(77, spot=True)[0])
        self.assertIn("1 predicted, 7 on record", self.evaluate(*RUN).err)
        write_png(self.folder / "parts/mask/dent/01.png", part(78, spot=True)[1])
        self.assertIn("1 predicted, 7 on record", self.evaluate(*RUN).err)
        self.assertIn("8 predicted, 0 on record", self.evaluate(*RUN, "--max-area", "0.2").err)

    def test_an_image_that_cannot_be_read_is_named_counted_and_left_out(self):
        self.parts()
        (self.folder / "parts/good/02.png").write_bytes(b"\x89PNG\r\n\x1a\nnot much")
        done = self.evaluate(*RUN, code=1)
        self.assert_one_error(done, "parts/good/02.png")
        results = self.figures()
        self.assertEqual([failure["image"] for failure in results["failures"]], ["good/02"])
        category = results["results"][0]["categories"][0]
        self.assertEqual((category["images"], category["expected_images"]), (7, 8))

    def test_another_data_set_is_refused(self):
        self.parts()
        self.parts(folder="others", normal=2, broken=2)
        self.evaluate(*RUN)
        done = self.evaluate("folder", "--data", "others", "--out", "run", code=1)
        self.assert_one_error(done, "run", "parts", "others", "--out")

    def test_other_networks_are_refused(self):
        self.parts(normal=1, broken=1)
        self.evaluate(*RUN)
        self.assert_one_error(self.evaluate(*RUN, "--precision", "bf16", code=1), "precision", "f32", "bf16")

    def test_the_limit_is_shared_among_the_kinds(self):
        self.parts()
        self.evaluate(*RUN, "--limit", "4")
        category = self.figures()["results"][0]["categories"][0]
        self.assertEqual((category["images"], category["anomalous_images"], category["expected_images"]), (4, 2, 8))

    def test_json_is_what_the_file_says(self):
        self.parts()
        done = self.evaluate(*RUN, "--json")
        self.assertEqual(json.loads(done.out), json.loads((self.folder / "run/results.json").read_text()))
        with open(self.folder / "run/results.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["category"] for row in rows][-1], "mean")
        figure = json.loads(done.out)["results"][0]["mean"]["pixel_AUROC"]
        self.assertEqual(float(rows[-1]["pixel_AUROC"]), figure)

    def test_the_files_of_the_published_code(self):
        self.parts(normal=2, broken=2)
        self.evaluate(*RUN, "--reference-csv", "reference.csv", "--vand", "vand")
        lines = (self.folder / "reference.csv").read_text().splitlines()
        self.assertEqual(lines[0], ",i_roc,p_roc,i_ap,p_ap,i_f1,p_f1,p_pro")
        row = lines[1].split(",")
        self.assertEqual(row[0], "folder-parts")
        figures = self.figures()["results"][0]["categories"][0]["figures"]
        self.assertEqual(row[6], f"{100 * figures['pixel_F1Max']:.2f}")
        self.assertEqual(row[7], f"{100 * figures['aupro_reference']:.2f}")
        root = self.folder / "vand/0shot/0/parts"
        scores = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.txt")}
        self.assertEqual(sorted(scores), [f"{kind}/classification/{name}.txt" for kind in ("dent", "good")
                                          for name in ("00", "01")])
        self.assertEqual(max(scores.values()), "1.00000")  # stretched over the category
        levels = {path: numpy.load(path)["img"] for path in root.rglob("*.npz")}
        self.assertEqual({(array.shape, array.dtype.name) for array in levels.values()}, {((400, 400), "uint8")})
        self.assertEqual(max(array.max() for array in levels.values()), 255)
        self.assertEqual(min(array.min() for array in levels.values()), 0)

    def test_the_report_is_one_file_with_the_pictures_in_it(self):
        self.parts(normal=2, broken=2)
        self.evaluate(*RUN)
        page = (self.folder / "run/report.html").read_text()
        self.assertIn("dent/00", page)
        self.assertIn("data:image/", page)

    def test_a_killed_run_goes_on_where_it_was(self):
        self.parts(normal=10, broken=10)
        program = subprocess.Popen([PROGRAM, "evaluate", *RUN, "--threads", "1"], cwd=self.folder,
                                   env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while len(self.score_files()) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        program.send_signal(signal.SIGKILL)
        program.wait()
        before = self.score_files()
        self.assertEqual(self.manifest()["state"], "running")
        self.evaluate(*RUN)
        after = self.score_files()
        self.assertEqual(before, {path: after[path] for path in before})
        self.assertEqual(self.manifest()["counts"]["computed"], 20 - len(before))
        self.assertEqual(list((self.folder / "run").rglob("*" + LEFTOVER)), [])
        self.evaluate("folder", "--data", "parts", "--out", "whole")
        self.assertEqual(self.figures("run"), self.figures("whole"))


if __name__ == "__main__":
    unittest.main()
