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

    def inferred(self, *outputs, **settings):
        """{output: data} by the Open Inference Protocol."""
        inputs = [{"name": "image", "datatype": "BYTES", "shape": [1], "data": [in_base64(PICTURE)["base64"]]}]
        if settings:
            inputs.append({"name": "prompts", "datatype": "BYTES", "shape": [1], "data": [json.dumps(settings)]})
        status, _, body = self.server.post("/v2/models/saa/infer",
                                           {"inputs": inputs, "outputs": [{"name": name} for name in outputs]})
        self.assertEqual(status, 200, body[:300])
        return {output["name"]: output["data"] for output in json.loads(body)["outputs"]}

    def inferred_as_predicted(self, expected, **settings):
        answer = self.inferred("pred_score", "regions", **settings)
        self.assertAlmostEqual(answer["pred_score"][0], expected["pred_score"], places=5)  # as a float's digits
        self.assertEqual(json.loads(answer["regions"][0]), expected["regions"])


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
        self.inferred_as_predicted(self.result())
        status, _, body = self.server.post("/v2/models/saa/infer", {"inputs": [
            {"name": "image", "datatype": "BYTES", "shape": [1], "data": [in_base64(PICTURE)["base64"]]},
            {"name": "prompts", "datatype": "BYTES", "shape": [1], "data": ['{"maps": ["anomaly_map"]}']}]})
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
            write_png(lot / f"{i}.png", texture(i, spot=False))
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
        expected = predicted("--engine", "offline", "--context", self.context, "--without", "neighbours")
        self.assertEqual(without["regions"], expected["regions"])
        self.inferred_as_predicted(expected, switches={"neighbours": False})

    def test_the_inference_protocol_compares_with_it_too(self):
        self.inferred_as_predicted(predicted("--engine", "offline", "--context", self.context))

    def test_a_picture_of_the_context_is_not_compared_with_itself(self):
        status, _, body = self.server.post("/v1/predict", {"image": in_base64(png_of(texture(1, spot=False)))})
        self.assertEqual((status, json.loads(body)["references"]), (200, 4))


class Neighbours(ContextTest):
    options = ("--method", "neighbours")
    engine = None  # the method has none to choose

    def test_answers_as_the_command_line(self):
        expected = predicted("--method", "neighbours", "--context", self.context)
        served = self.result(maps=["anomaly_map", "neighbour_map"])
        self.same(served, expected)
        self.assertTrue(served["regions"])
        self.assertEqual(served["maps"]["anomaly_map"], served["maps"]["neighbour_map"])
        self.inferred_as_predicted(expected)

    def test_says_what_it_is(self):
        info = json.loads(self.server.ask("GET", "/v1/info")[2])
        self.assertEqual((info["method"], info["context"], info["reads_text"]), ("neighbours", True, False))
        self.assertEqual(json.loads(self.server.ask("GET", "/v2/health/ready")[2]), {"ready": True})


class CommandLines(unittest.TestCase):
    def refused(self, *options):
        done = subprocess.run([PROGRAM, "serve", "--port", "0", "--models", str(MODELS), *map(str, options)],
                              capture_output=True, text=True, timeout=60)
        self.assertNotIn("listening", done.stderr)
        return done.returncode, done.stderr

    def test_a_context_that_cannot_be_used_is_said_at_the_start(self):
        code, words = self.refused("--method", "neighbours")
        self.assertEqual(code, 2)
        self.assertIn("--context", words)
        code, words = self.refused("--method", "utad", "--context", __file__)
        self.assertEqual(code, 2)
        self.assertIn("utad", words)
        code, words = self.refused("--context", __file__)
        self.assertEqual(code, 2)
        self.assertIn("saa context build", words)


if __name__ == "__main__":
    unittest.main()
