"""saa evaluate table1, table2, figure4, figure5 on miniature data sets."""

import csv
import unittest
import xml.etree.ElementTree

import numpy

import program

SIDE = 96


def spot_mask(seed):
    """The truth of program.texture(seed)."""
    random = numpy.random.default_rng(seed)
    random.normal(150, 6, (SIDE, SIDE))
    row, column = random.integers(20, SIDE - 20, 2)
    y, x = numpy.mgrid[:SIDE, :SIDE]
    return (255 * ((y - row) ** 2 + (x - column) ** 2 < 49)).astype(numpy.uint8)


class TablesTest(program.ProgramTest):
    def mvtec(self, category="wood"):
        """An MVTec-AD tree with one category: two good images and three with a spot."""
        root = self.folder / "data" / "mvtec_anomaly_detection"
        folder = root / category
        program.write_png(folder / "train/good/000.png", program.texture(100, spot=False))
        for i in range(2):
            program.write_png(folder / f"test/good/{i:03}.png", program.texture(200 + i, spot=False))
        for i in range(3):
            program.write_png(folder / f"test/spot/{i:03}.png", program.texture(i))
            program.write_png(folder / f"ground_truth/spot/{i:03}_mask.png", spot_mask(i))
        return root

    def evaluate(self, *words, code=0):
        done = self.saa("evaluate", *words)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        return done

    def table(self, name):
        with open(self.folder / "out" / f"{name}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def cell(self, rows, row, group, figure="F_p"):
        found = [line for line in rows if (line["row"], line["group"], line["figure"]) == (row, group, figure)]
        self.assertEqual(len(found), 1, f"{row} {group} {figure}")
        return found[0]

    def test_table1_shows_what_is_there_beside_the_published_and_what_waits(self):
        self.mvtec()
        done = self.evaluate("table1", "--data", "data", "--engine", "offline", "--out", "out")
        rows = self.table("table1")
        ours = self.cell(rows, "SAA+, offline engine", "texture")
        self.assertEqual((ours["categories"], ours["of"], ours["all_images"]), ("1", "7", "false"))
        self.assertGreater(float(ours["value"]), 10)
        self.assertEqual(ours["published"], "53.79")
        self.assertEqual(self.cell(rows, "ClipSeg", "MTD")["value"], "")
        self.assertIn("(1 of 15)", done.out)
        self.assertIn("ClipSeg waits for: ", done.out)
        self.assertIn("saa models fetch", done.out)
        self.assertIn("VisA: not evaluated", done.out)
        written = (self.folder / "out/table1.md").read_text(encoding="utf-8")
        self.assertTrue(written.startswith(done.out), "printed and written are the same")

    def test_table2_has_every_ablation(self):
        root = self.mvtec()
        self.evaluate("table2", "--mvtec", root, "--engine", "offline", "--out", "out")
        rows = self.table("table2")
        for name in ("without T_a and T_s", "without P^P", "without P^S", "without P^C", "full"):
            self.assertNotEqual(self.cell(rows, name, "MVTec")["value"], "", name)
        self.assertEqual(self.cell(rows, "without P^S", "total")["published"], "30.96")

    def test_the_commands_share_their_runs(self):
        root = self.mvtec()
        self.evaluate("table2", "--mvtec", root, "--engine", "offline", "--out", "out")
        for image in root.rglob("test/*/*.png"):
            self.assertTrue(image.exists())
        scores = {path: path.stat().st_mtime_ns for path in (self.folder / "out").rglob("*.scores")}
        self.assertTrue(scores)
        self.evaluate("figure4", "--mvtec", root, "--engine", "offline", "--out", "out")
        for path, time in scores.items():
            self.assertEqual(path.stat().st_mtime_ns, time, f"{path} was made anew")

    def test_plots_are_well_formed(self):
        root = self.mvtec()
        self.evaluate("figure5", "--mvtec", root, "--engine", "offline", "--limit", "3", "--out", "out")
        self.evaluate("figure4", "--mvtec", root, "--engine", "offline", "--limit", "3", "--out", "out")
        plots = sorted(path.name for path in (self.folder / "out").glob("*.svg"))
        self.assertEqual(plots, ["figure4.svg", "figure5_f_p.svg", "figure5_f_r.svg", "figure5_f_r_one_to_one.svg"])
        for name in plots:
            xml.etree.ElementTree.parse(self.folder / "out" / name)
        self.assertIn("data:image/jpeg;base64,", (self.folder / "out/figure4.svg").read_text())
        self.assertEqual(len({line["row"] for line in self.table("figure5")}), 21)

    def test_mistakes_are_explained(self):
        (self.folder / "data").mkdir()
        self.assert_one_error(self.evaluate("table1", code=2), "--data ROOT")
        self.assert_one_error(self.evaluate("table1", "--data", "data", code=1), "none of the published data sets")
        self.assert_one_error(self.evaluate("table1", "--data", "data", "--method", "clipsec", code=2),
                              "did you mean 'clipseg'")


if __name__ == "__main__":
    unittest.main()
