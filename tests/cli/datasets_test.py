"""saa datasets list and check, from outside."""

import json
import unittest

import numpy
from program import ProgramTest, write_png

KINDS = ("Blowhole", "Break", "Crack", "Fray", "Free", "Uneven")


class Datasets(ProgramTest):
    def datasets(self, *words, code=0):
        done = self.saa("datasets", *words)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        return done

    def tiles(self):
        """The magnetic tiles' folders, with one image each; all but one have a defect."""
        root = self.folder / "data" / "Magnetic-tile-defect"
        for kind in KINDS:
            mask = numpy.zeros((8, 8), numpy.uint8)
            mask[2, 3] = 0 if kind == "Free" else 40
            for ending, picture in ((".jpg", mask + 90), (".png", mask)):
                write_png(root / f"MT_{kind}" / "Imgs" / f"exp1{ending}", picture)
        return root

    def test_list_names_every_data_set_and_where_it_comes_from(self):
        listed = json.loads(self.datasets("list", "--json").out)["datasets"]
        self.assertEqual([each["name"] for each in listed], ["mvtec", "visa", "ksdd2", "mtd", "folder"])
        self.assertEqual(len(listed[0]["categories"]), 15)
        table = self.datasets("list").out
        for each in listed[:4]:
            self.assertIn(each["address"], table)

    def test_check_counts_what_is_below_a_folder(self):
        self.tiles()
        done = self.datasets("check", "data", code=1)
        title, head, row = done.out.splitlines()
        self.assertEqual(title.split(), ["MTD", "data/Magnetic-tile-defect"])
        self.assertEqual(head.split(), ["SPLIT", "CATEGORY", "NORMAL", "ANOMALOUS", "PUBLISHED", "STATE"])
        self.assertEqual(row.split(), ["all", "mtd", "1", "5", "956", "+", "388", "differs"])
        self.assertEqual(done.err, "")

    def test_check_says_what_is_wrong_with_a_data_set(self):
        root = self.tiles()
        (root / "MT_Fray" / "Imgs" / "exp1.png").unlink()
        done = self.datasets("check", root, "--json", code=1)
        category, = json.loads(done.out)["datasets"][0]["categories"]
        self.assertEqual(category["state"], "faulty")
        self.assert_one_error(done, "MT_Fray", "exp1.png")

    def test_deep_check_opens_every_picture(self):
        root = self.tiles()
        image = root / "MT_Free" / "Imgs" / "exp1.jpg"
        image.write_bytes(image.read_bytes()[:-20])
        self.assertEqual(self.datasets("check", root, code=1).err, "")
        self.assert_one_error(self.datasets("check", root, "--deep", code=1), "MT_Free", "exp1.jpg")

    def test_a_folder_of_ones_own_is_counted(self):
        for name in ("fine/a.png", "scratch/b.png", "mask/b_mask.png"):
            write_png(self.folder / "bracket" / name, numpy.full((8, 8), 200, numpy.uint8))
        done = self.datasets("check", "bracket", "--as", "folder", "--normal-dir", "fine")
        self.assertEqual(done.out.splitlines()[-1].split(), ["all", "bracket", "1", "1", "-", "counted"])

    def test_what_cannot_be_meant_is_explained(self):
        root = self.tiles()
        self.assertEqual(self.datasets("check", "data", "--as", "mtd", code=1).err, "")
        self.assert_one_error(self.datasets("check", root, "--as", "mvtec", code=1), "looks like MTD")
        self.assert_one_error(self.datasets("check", root, "--as", "mvtek", code=2), "did you mean 'mvtec'?")
        self.assert_one_error(self.datasets("check", root, "--split", "test", code=2), "expected: all")
        self.assert_one_error(self.datasets("check", self.folder / "no models", code=1), "saa datasets list")


if __name__ == "__main__":
    unittest.main()
