"""saa serve with another method than the usual one: what the options say holds where a request says nothing."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from server import MODELS, PROGRAM, ServerTest, in_base64, png_of, texture, write_png

LITE = MODELS / "efficientnet-lite0-57934424.pth"
PICTURE = png_of(texture(0, spot=True))


def predicted(*options):
    """The JSON of `saa predict` for PICTURE."""
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder) / "part.png"
        picture.write_bytes(PICTURE)
        done = subprocess.run([PROGRAM, "predict", str(picture), "--models", str(MODELS), "--json", "--out",
                               folder + "/out", *map(str, options)], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)


class MethodTest(ServerTest):
    def result(self, **fields):
        status, _, body = self.server.post("/v1/predict", {"image": in_base64(PICTURE), **fields})
        self.assertEqual(status, 200, body[:300])
        return json.loads(body)

    def same(self, served, expected):
        for key in ("method", "options_sha256", "pred_score", "regions", "references"):
            self.assertEqual(served.get(key), expected.get(key), key)


class PlainCascade(MethodTest):
    options = ("--method", "saa")

    def test_reaches_requests_that_name_no_preset(self):
        self.same(self.result(), predicted("--engine", "offline", "--method", "saa"))
        self.assertEqual(self.result(top_k=2)["preset"], "saa")
        self.assertEqual(json.loads(self.server.ask("GET", "/v1/info")[2])["method"], "saa")

    def test_gives_way_to_the_preset_of_a_request(self):
        self.assertEqual(self.result(preset="reference")["preset"], "reference")
        self.same(self.result(preset="paper"), predicted("--engine", "offline"))

    def test_reaches_the_inference_protocol(self):
        def regions(**settings):
            inputs = [{"name": "image", "datatype": "BYTES", "shape": [1],
                       "data": [in_base64(PICTURE)["base64"]]}]
            if settings:
                inputs.append({"name": "prompts", "datatype": "BYTES", "shape": [1], "data": [json.dumps(settings)]})
            return self.server.post("/v2/models/saa/infer",
                                    {"inputs": inputs, "outputs": [{"name": "pred_score"}]})

        status, _, body = regions()
        self.assertEqual(status, 200, body[:300])
        score = json.loads(body)["outputs"][0]["data"][0]
        self.assertAlmostEqual(score, self.result()["pred_score"], places=5)
        status, _, body = regions(maps=["anomaly_map"])
        self.assertEqual(status, 400)
        self.assertIn("outputs of the model", json.loads(body)["error"])


@unittest.skipUnless(LITE.is_file(), f"there is no {LITE}")
class ContextTest(MethodTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        lot = pathlib.Path(folder.name) / "lot"
        lot.mkdir()
        for i in range(1, 6):
            write_png(lot / f"{i}.png", texture(i))
        cls.context = pathlib.Path(folder.name) / "lot.context"
        subprocess.run([PROGRAM, "context", "build", str(lot), "-o", str(cls.context), "--models", str(MODELS)],
                       capture_output=True, check=True)
        cls.options = (*cls.options, "--context", cls.context)
        super().setUpClass()


class Context(ContextTest):
    def test_every_image_is_compared_with_it(self):
        served = self.result(maps=["neighbour_map"])
        self.assertEqual(served["references"], 5)
        self.assertEqual(list(served["maps"]), ["neighbour_map"])
        self.same(served, predicted("--engine", "offline", "--context", self.context))
        self.assertTrue(json.loads(self.server.ask("GET", "/v1/info")[2])["context"])

    def test_a_request_can_do_without(self):
        without = self.result(switches={"neighbours": False}, maps=["neighbour_map"])
        self.assertEqual((without["references"], without["maps"]), (0, {}))


if __name__ == "__main__":
    unittest.main()
