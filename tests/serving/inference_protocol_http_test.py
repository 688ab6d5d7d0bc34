"""The Open Inference Protocol over HTTP, asked by the client library that its users have."""

import base64
import http.client
import json
import re
import socket
import subprocess
import sys
import unittest

import numpy
import tritonclient.http as client
from tritonclient.utils import InferenceServerException

from inference_server import OUTPUTS, InferenceServerTest, Picture, elements
from program import SOURCE, texture, write_png
from server import png_of


def tensor(name, datatype, values, binary=True):
    values = numpy.asarray(values)
    given = client.InferInput(name, list(values.shape), datatype)
    given.set_data_from_numpy(values, binary_data=binary)
    return given


class Http(InferenceServerTest):
    def setUp(self):
        super().setUp()
        self.client = client.InferenceServerClient(self.http)
        self.addCleanup(self.client.close)

    def infer(self, *inputs, **options):
        return self.client.infer("saa", list(inputs), **options)

    def image(self, picture):
        return tensor("image", "BYTES", elements(picture.file))

    def refused(self, status, *inputs, **options):
        with self.assertRaises(InferenceServerException) as caught:
            self.infer(*inputs, **options)
        self.assertEqual(caught.exception.status(), str(status), caught.exception)
        return caught.exception.message()

    def post(self, body, headers=None, path="/v2/models/saa/infer"):
        connection = http.client.HTTPConnection(self.http, timeout=60)
        connection.request("POST", path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def test_tells_of_server_and_model(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertTrue(self.client.is_model_ready("saa", "1"))
        self.assertFalse(self.client.is_model_ready("resnet"))
        self.assertIn("binary_tensor_data", self.client.get_server_metadata()["extensions"])
        model = self.client.get_model_metadata("saa")
        self.assertEqual([t["name"] for t in model["inputs"]], ["image", "prompts"])
        self.assertEqual([t["name"] for t in model["outputs"]], OUTPUTS)

    def test_answers_as_saa_predict_in_every_form_of_the_image(self):
        picture = Picture(self, 1)
        for image in (self.image(picture), tensor("image", "UINT8", picture.array),
                      tensor("image", "UINT8", picture.array[None])):
            self.assert_answers(self.infer(image, request_id="a1").as_numpy, picture)
        text = base64.b64encode(picture.file).decode()
        outputs = [client.InferRequestedOutput(name, binary_data=False) for name in OUTPUTS]
        for image in (tensor("image", "BYTES", elements(text), binary=False),
                      tensor("image", "UINT8", picture.array, binary=False)):
            answer = self.infer(image, outputs=outputs, request_id="a1")
            self.assert_answers(answer.as_numpy, picture)
            self.assertEqual(answer.get_response()["id"], "a1")
            self.assertNotIn("parameters", answer.get_output("anomaly_map"))

    def test_several_images_are_answered_in_their_order(self):
        first, second = Picture(self, 1), Picture(self, 2)
        answer = self.infer(tensor("image", "BYTES", elements(first.file, second.file)))
        self.assert_answers(answer.as_numpy, first, second)
        small = Picture(self, 3, side=80)
        both = tensor("image", "BYTES", elements(first.file, small.file))
        self.assertIn("one size", self.refused(400, both))
        scores = self.infer(both, outputs=[client.InferRequestedOutput("pred_score")]).as_numpy("pred_score")
        self.assertEqual(scores.shape, (2,))

    def test_prompts_are_the_options_of_a_prediction(self):
        picture = Picture(self, 1, "--top-k", "1", "--without", "saliency")
        prompts = json.dumps({"top_k": 1, "switches": {"saliency": False}})
        for binary in (True, False):
            self.assert_answers(self.infer(self.image(picture), tensor("prompts", "BYTES", elements(prompts), binary)).as_numpy,
                                picture)
        for wrong in ("{", "[]", '{"topk": 1}', '{"image": {}}', '{"top_k": 0}'):
            self.refused(400, self.image(picture), tensor("prompts", "BYTES", elements(wrong)))

    def test_only_outputs_asked_for_come(self):
        answer = self.infer(self.image(Picture(self, 1)), outputs=[client.InferRequestedOutput("pred_score")])
        self.assertEqual([o["name"] for o in answer.get_response()["outputs"]], ["pred_score"])
        self.assertIn("anomaly_map", self.refused(400, tensor("image", "UINT8", numpy.zeros((8, 8, 3), numpy.uint8)),
                                                  outputs=[client.InferRequestedOutput("anomalymap")]))

    def test_what_is_not_the_models_is_refused(self):
        grey = tensor("image", "UINT8", numpy.zeros((8, 8, 1), numpy.uint8))
        self.assertIn("[height, width, 3]", self.refused(400, grey))
        self.refused(400, tensor("image", "FP32", numpy.zeros((8, 8, 3), numpy.float32)))
        self.refused(400, tensor("image", "BYTES", elements(b"no picture")))
        self.refused(400, tensor("picture", "BYTES", elements(b"x")))
        with self.assertRaises(InferenceServerException) as caught:
            self.client.infer("resnet", [grey])
        self.assertEqual(caught.exception.status(), "404")

    def test_compressed_bodies_are_refused(self):
        for how in ("gzip", "deflate"):
            self.refused(415, tensor("image", "UINT8", numpy.zeros((8, 8, 3), numpy.uint8)),
                         request_compression_algorithm=how)

    def test_hostile_bodies_are_refused_and_the_server_lives(self):
        head = json.dumps({"inputs": [{"name": "image", "datatype": "UINT8", "shape": [2**62, 2**62, 3],
                                       "parameters": {"binary_data_size": 3}}]}).encode()
        negative = head.replace(str(2**62).encode(), b"-1")
        cut = json.dumps({"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1],
                                      "parameters": {"binary_data_size": 6}}]}).encode()
        length = "Inference-Header-Content-Length"
        for body, headers in ((b"", {}), (b"\0" * 1000, {}), (b"[" * 100000, {}), (b"{}", {length: "99"}), (b"{}", {length: "-1"}),
                              (head + b"abc", {length: str(len(head))}), (negative + b"abc", {length: str(len(negative))}),
                              (cut + b"\xff\xff\xff\xffab", {length: str(len(cut))}), (cut + b"abc", {length: str(len(cut))})):
            response, content = self.post(body, headers)
            self.assertEqual(response.status, 400, content)
            self.assertEqual(json.loads(content)["status"], 400)
            self.assertIsNotNone(response.getheader("X-Request-Id"))
        self.assertTrue(self.client.is_server_live())

    def test_the_examples_of_the_deployment_page_run(self):
        write_png(self.folder / "part.png", texture(1))
        examples = re.findall(r"```python\n(.*?)```", (SOURCE / "docs/deploy.md").read_text(), re.DOTALL)
        self.assertEqual(len(examples), 2)
        for example in examples:
            program = example.replace("localhost:8080", self.http).replace("localhost:9000", self.grpc)
            done = subprocess.run([sys.executable, "-c", program], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"^[0-9.]")

    def test_a_timeout_that_passes_is_said(self):
        noise = numpy.random.default_rng(1).integers(0, 255, (1500, 1500, 3), numpy.uint8)
        self.refused(504, tensor("image", "UINT8", noise), timeout=1000)


class FullQueue(InferenceServerTest):
    arguments = ["--workers", "1", "--queue", "0"]

    def test_is_said_with_when_to_come_back_and_a_client_that_leaves_makes_room(self):
        body = json.dumps({"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": [
            base64.b64encode(png_of(texture(1, side=1500))).decode()]}]}).encode()
        request = (b"POST /v2/models/saa/infer HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n" % len(body)) + body
        host, port = self.http.split(":")
        with socket.create_connection((host, int(port))) as running:
            running.sendall(request)
            self.until_metric("saa_in_flight", 1)
            with socket.create_connection((host, int(port)), timeout=60) as refused:
                refused.sendall(request)
                answer = http.client.HTTPResponse(refused)
                answer.begin()
                self.assertEqual(answer.status, 429)
                self.assertGreaterEqual(int(answer.getheader("Retry-After")), 1)
                self.assertEqual(json.loads(answer.read())["status"], 429)
        self.until_metric("saa_rejected_total", 1, reason="client_left")
        self.until_metric("saa_predictions_total", 1, outcome="cancelled")


class WithToken(InferenceServerTest):
    arguments = ["--token-file", "token", "--max-bytes", "10000"]
    files = {"token": "secret\n"}

    def test_everything_but_health_asks_for_it(self):
        with client.InferenceServerClient(self.http) as triton:
            self.assertTrue(triton.is_server_ready())
            with self.assertRaises(InferenceServerException) as caught:
                triton.get_server_metadata()
            self.assertEqual(caught.exception.status(), "401")
            with self.assertRaises(InferenceServerException):
                triton.get_server_metadata(headers={"Authorization": "Bearer wrong"})
            headers = {"Authorization": "Bearer secret"}
            self.assertEqual(triton.get_server_metadata(headers=headers)["name"], "saa")
            large = tensor("image", "UINT8", numpy.zeros((100, 100, 3), numpy.uint8))
            with self.assertRaises(InferenceServerException) as caught:
                triton.infer("saa", [large], headers=headers)
            self.assertEqual(caught.exception.status(), "413")


if __name__ == "__main__":
    unittest.main()
