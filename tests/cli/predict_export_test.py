"""saa predict --export: what COCO's own reader, CVAT's and LabelMe's formats and a palette PNG make of it."""

import json
import pathlib
import struct
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zlib

import numpy
from pycocotools.coco import COCO

import program


def even_odd(polygons, height, width):
    """The pixels inside an odd number of polygons along pixel edges."""
    mask = numpy.zeros((height, width), bool)
    for polygon in polygons:
        for (x, y), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1]):
            if x == x2:
                mask[int(min(y, y2)):int(max(y, y2)), int(x):] ^= True
    return mask


def palette_png(path):
    """Pixel values and colours of an 8-bit PNG with a palette (no filter but 0 to 4 undone)."""
    data, position, packed, colours = path.read_bytes(), 8, b"", None
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert colour == 3, "no palette"
        colours = body if kind == b"PLTE" else colours
        packed += body if kind == b"IDAT" else b""
        position += 12 + length
    stride = (width * depth + 7) // 8
    raw, rows, before = zlib.decompress(packed), [], bytearray(stride)
    for y in range(height):
        method, *line = raw[y * (stride + 1):(y + 1) * (stride + 1)]
        line = bytearray(line)
        for x in range(stride):
            left, up, corner = (line[x - 1] if x else 0), before[x], (before[x - 1] if x else 0)
            estimate = left + up - corner
            nearest = min((abs(estimate - v), i, v) for i, v in enumerate((left, up, corner)))[2]
            line[x] = (line[x] + (0, left, up, (left + up) // 2, nearest)[method]) % 256
        bits = numpy.unpackbits(numpy.frombuffer(bytes(line), numpy.uint8)).reshape(-1, depth)
        rows.append((bits @ (1 << numpy.arange(depth)[::-1]))[:width])
        before = line
    return numpy.array(rows), colours


class Export(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.in_folder, self.out = self.folder / "bilder größe", self.folder / "out"
        program.write_png(self.in_folder / "lot 1" / "a&b.png", program.texture(1))
        program.write_png(self.in_folder / "lot 2" / "c.png", program.texture(2))
        program.write_png(self.in_folder / "clean.png", program.texture(3, spot=False))

    def export(self, formats, *words):
        return self.predict(self.in_folder, "--out", self.out, "--export", formats, *words)

    def mask(self, name):
        return program.read_png(self.out / f"{name}_mask.png") > 0

    def regions(self, name):
        result = json.loads((self.out / f"{name}.json").read_text())
        return [region for region in result["regions"] if region["anomalous"]]

    def test_coco_reads_back_as_the_masks(self):
        self.export("coco,coco-rle")
        for name in ("lot 1/a&b", "lot 2/c"):
            self.assertGreater(self.mask(name).sum(), 50, "nothing to export")
        for file in ("annotations_coco.json", "annotations_coco_rle.json"):
            coco = COCO(str(self.out / file))
            self.assertEqual({i["file_name"] for i in coco.loadImgs(coco.getImgIds())},
                             {"clean.png", "lot 1/a&b.png", "lot 2/c.png"})
            for image in coco.loadImgs(coco.getImgIds()):
                name = image["file_name"][:-4]
                annotations = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
                self.assertEqual(len(annotations), len(self.regions(name)))
                for annotation, region in zip(annotations, self.regions(name)):
                    found = coco.annToMask(annotation)
                    self.assertEqual(annotation["area"], region["area"])
                    self.assertEqual(found.sum(), region["area"], file)
                    self.assertEqual(annotation["score"], region["scores"]["rescored"])
                    rows, columns = numpy.nonzero(found)
                    x, y, width, height = annotation["bbox"]
                    self.assertEqual((columns.min(), rows.min()), (x, y))
                    self.assertEqual((columns.max() + 1, rows.max() + 1), (x + width, y + height))
                    self.assertEqual(coco.loadCats(annotation["category_id"])[0]["name"], "dark mark")

    def test_cvat_names_images_and_covers_the_regions(self):
        self.export("cvat")
        root = ET.parse(self.out / "annotations_cvat.xml").getroot()
        self.assertEqual(root.findtext("version"), "1.1")
        self.assertEqual([name.text for name in root.iter("name")][1], "dark mark")
        images = {image.get("name"): image for image in root.iter("image")}
        self.assertEqual(set(images), {"clean.png", "lot 1/a&b.png", "lot 2/c.png"})
        image = images["lot 1/a&b.png"]
        groups = {}
        for polygon in image.iter("polygon"):
            points = [tuple(map(float, p.split(","))) for p in polygon.get("points").split(";")]
            groups.setdefault(polygon.get("group_id"), []).append(points)
            self.assertEqual(polygon.get("label"), "dark mark")
        areas = [even_odd(p, int(image.get("height")), int(image.get("width"))).sum() for p in groups.values()]
        self.assertEqual(areas, [region["area"] for region in self.regions("lot 1/a&b")])

    def test_labelme_finds_its_picture(self):
        self.export("labelme")
        file = self.out / "lot 2" / "c_labelme.json"
        labels = json.loads(file.read_text("utf-8"))
        self.assertEqual((file.parent / labels["imagePath"]).resolve(), (self.in_folder / "lot 2" / "c.png").resolve())
        polygons = [shape["points"] for shape in labels["shapes"]]
        self.assertTrue(all(shape["shape_type"] == "polygon" for shape in labels["shapes"]))
        covered = even_odd([[tuple(p) for p in polygon] for polygon in polygons], labels["imageHeight"],
                           labels["imageWidth"])
        self.assertEqual(covered.sum(), sum(region["area"] for region in self.regions("lot 2/c")))

    def test_indexed_masks_number_the_labels(self):
        self.export("masks")
        self.assertEqual((self.out / "annotations_labels.txt").read_text(), "dark mark\n")
        classes, colours = palette_png(self.out / "lot 2" / "c_classes.png")
        numpy.testing.assert_array_equal(numpy.unique(classes), [0, 1])
        self.assertEqual((classes > 0).sum(), sum(region["area"] for region in self.regions("lot 2/c")))
        self.assertEqual(colours[:6], bytes([0, 0, 0, 128, 0, 0]))
        empty, _ = palette_png(self.out / "clean_classes.png")
        self.assertEqual(empty.any(), bool(self.regions("clean")))

    def test_a_resumed_run_exports_all(self):
        self.export("coco")
        file = self.out / "annotations_coco.json"
        before = file.read_bytes()
        file.unlink()
        self.export("coco", "--resume")
        self.assertEqual(file.read_bytes(), before)

    def test_an_unknown_format_is_a_usage_error(self):
        done = self.predict(self.in_folder, "--export", "coco,labelmee", code=2)
        self.assert_one_error(done, "--export", "labelme")


if __name__ == "__main__":
    unittest.main()
