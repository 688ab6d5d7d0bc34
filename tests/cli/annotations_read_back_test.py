"""What the tools that the exports are for read in them: datumaro (COCO, CVAT, indexed PNG) and LabelMe's own reader."""

import logging
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import warnings

import labelme
import labelme.utils
import numpy
from datumaro.components.annotation import AnnotationType
from datumaro.components.dataset import Dataset
from datumaro.util.mask_tools import rles_to_mask

import program

logging.disable(logging.WARNING)  # datumaro's, of files that a data set may lack


def marked(seed, dark=(), bright=()):
    """Fine noise with round marks at (row, column)."""
    grey = program.texture(seed, spot=False, side=160).astype(int)
    y, x = numpy.mgrid[:160, :160]
    for places, step in [(dark, -90), (bright, 90)]:
        for row, column in places:
            grey[(y - row) ** 2 + (x - column) ** 2 < 81] += step
    return numpy.clip(grey, 0, 255).astype(numpy.uint8)


PICTURES = {
    "lot 1/both": marked(1, dark=[(40, 50)], bright=[(110, 100)]),
    "lot 2/d&rk": marked(2, dark=[(60, 120), (120, 30)]),
    "clean": marked(3),
}


class ReadBack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="saa tést ")
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)
        cls.pictures, cls.out = cls.folder / "in", cls.folder / "out"
        for name, grey in PICTURES.items():
            program.write_png(cls.pictures / f"{name}.png", grey)
        subprocess.run([program.PROGRAM, "predict", cls.pictures, "--out", cls.out, "--export", "coco,coco-rle,cvat,labelme,masks"],
                       env=dict(os.environ, SAA_MODELS=str(cls.folder / "none")), check=True, capture_output=True, timeout=300)

    def regions(self, name):
        """Phrase and mask of each region that is exported, as the result has them."""
        regions = program.result(self.out / f"{name}.json")["regions"]
        return [(region["phrase"], program.decode_counts(region["mask"]).astype(bool)) for region in regions if region["anomalous"]]

    def laid_out(self, folder, files):
        """A data set's folder as datumaro wants it: the pictures, and the export that `files` names for each place."""
        for place, export in files.items():
            (self.folder / folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.out / export, self.folder / folder / place)
        shutil.copytree(self.pictures, self.folder / folder / "images")
        return str(self.folder / folder)

    def assert_same(self, found, wanted):
        """The same phrases and pixels, whatever their order."""
        self.assertEqual(sorted(phrase for phrase, _ in found), sorted(phrase for phrase, _ in wanted))
        for phrase, mask in wanted:
            self.assertTrue(any(label == phrase and numpy.array_equal(pixels, mask) for label, pixels in found),
                            f"{phrase} of {mask.sum()} pixels, found {[(label, pixels.sum()) for label, pixels in found]}")

    def assert_data_set(self, data_set):
        self.assertEqual({item.id for item in data_set}, set(PICTURES))
        labels = data_set.categories()[AnnotationType.label]
        for item in data_set:
            groups = {}
            for annotation in item.annotations:
                if annotation.type != AnnotationType.bbox:  # COCO's, beside the pixels
                    groups.setdefault(annotation.group, []).append(annotation)
            found = [(labels[parts[0].label].name, self.pixels(parts, item.id)) for parts in groups.values()]
            self.assert_same(found, self.regions(item.id))

    def pixels(self, parts, name):
        """A region's pixels, as datumaro fills them; the parts of a region are apart from each other."""
        height, width = PICTURES[name].shape
        return sum(rles_to_mask([part.points], width, height) if part.type == AnnotationType.polygon else part.image
                   for part in parts).astype(bool)

    def test_the_pictures_have_what_the_others_look_for(self):
        self.assertEqual(sorted(phrase for phrase, _ in self.regions("lot 1/both")), ["bright mark", "dark mark"])
        self.assertEqual([phrase for phrase, _ in self.regions("lot 2/d&rk")], ["dark mark", "dark mark"])
        self.assertEqual(self.regions("clean"), [])

    def test_datumaro_reads_coco(self):
        for file in ["annotations_coco.json", "annotations_coco_rle.json"]:
            with self.subTest(file):
                folder = self.laid_out(file.removesuffix(".json"), {"annotations/instances_all.json": file})
                self.assert_data_set(Dataset.import_from(folder, "coco_instances"))

    def test_datumaro_reads_cvat(self):
        folder = self.laid_out("cvat", {"annotations.xml": "annotations_cvat.xml"})
        data_set = Dataset.import_from(folder, "cvat")
        self.assert_data_set(data_set)
        for item in data_set:
            for annotation in item.annotations:
                self.assertGreater(annotation.attributes["score"], 0)

    def test_datumaro_reads_indexed_masks(self):
        masks = {f"SegmentationClass/{name}.png": f"{name}_classes.png" for name in PICTURES}
        folder = self.laid_out("masks", masks)
        labels = (self.out / "annotations_labels.txt").read_text().splitlines()
        self.assertEqual(labels, ["bright mark", "dark mark"])
        colours = [(0, 0, 0), (128, 0, 0), (0, 128, 0)]  # the palette of Pascal VOC, which the files have
        (self.folder / "masks" / "labelmap.txt").write_text("".join(
            f"{label}:{','.join(map(str, colour))}::\n" for label, colour in zip(["background", *labels], colours)))
        lists = self.folder / "masks" / "ImageSets" / "Segmentation"
        lists.mkdir(parents=True)
        (lists / "all.txt").write_text("".join(f"{name}\n" for name in PICTURES))
        data_set = Dataset.import_from(folder, "voc_segmentation")
        self.assertEqual({item.id for item in data_set}, set(PICTURES))
        names = data_set.categories()[AnnotationType.label]
        for item in data_set:
            found = {names[part.label].name: part.image.astype(bool) for part in item.annotations if names[part.label].name != "background"}
            wanted = {}
            for phrase, mask in self.regions(item.id):
                wanted[phrase] = wanted.get(phrase, False) | mask
            self.assertEqual(set(found), set(wanted), item.id)
            for phrase, mask in wanted.items():
                numpy.testing.assert_array_equal(found[phrase], mask)

    def test_labelme_reads_its_files(self):
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves closing to the interpreter
        for name, grey in PICTURES.items():
            file = labelme.LabelFile(str(self.out / f"{name}_labelme.json"))
            numpy.testing.assert_array_equal(labelme.utils.img_data_to_arr(file.imageData), grey)  # it found the picture
            found = {}
            for shape in file.shapes:
                filled = labelme.utils.shape_to_mask(grey.shape, shape["points"], shape["shape_type"])
                label, pixels = found.get(shape["group_id"], (shape["label"], numpy.zeros(grey.shape, bool)))
                found[shape["group_id"]] = label, pixels | filled
            self.assert_same(list(found.values()), [(phrase, with_far_edge(mask)) for phrase, mask in self.regions(name)])


def with_far_edge(mask):
    """LabelMe fills the pixels whose upper left corner is in the polygon or on it: one more to the right and below."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    wider = grown.copy()
    wider[:, 1:] |= grown[:, :-1]
    return wider


if __name__ == "__main__":
    unittest.main()
