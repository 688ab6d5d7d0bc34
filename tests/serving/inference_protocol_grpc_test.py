"""The Open Inference Protocol over gRPC, asked by the client library that its users have."""

import json
import pathlib
import queue
import re
import threading
import unittest

import grpc
import numpy
import tritonclient.grpc as client
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

from inference_server import OUTPUTS, InferenceServerTest, Picture, elements
from program import SOURCE


def tensor(name, datatype, values):
    values = numpy.asarray(values)
    given = client.InferInput(name, list(values.shape), datatype)
    given.set_data_from_numpy(values)
    return given


NOISE = numpy.random.default_rng(1).integers(0, 255, (1500, 1500, 3), numpy.uint8)


class Grpc(InferenceServerTest):
    def setUp(self):
        super().setUp()
        self.client = client.InferenceServerClient(self.grpc)
        self.addCleanup(self.client.close)
        channel = grpc.insecure_channel(self.grpc)
        self.addCleanup(channel.close)
        self.stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        self.health = channel.unary_unary("/grpc.health.v1.Health/Check")

    def infer(self, *inputs, **options):
        return self.client.infer("saa", list(inputs), **options)

    def refused(self, code, *inputs, **options):
        with self.assertRaises(InferenceServerException) as caught:
            self.infer(*inputs, **options)
        self.assertEqual(caught.exception.status(), f"StatusCode.{code}", caught.exception)
        return caught.exception.message()

    def test_tells_of_server_and_model(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertTrue(self.client.is_model_ready("saa", "1"))
        self.assertEqual(self.client.get_server_metadata().name, "saa")
        model = self.client.get_model_metadata("saa")
        self.assertEqual([t.name for t in model.inputs], ["image", "prompts"])
        self.assertEqual([t.name for t in model.outputs], OUTPUTS)
        self.assertEqual(self.health(b""), b"\x08\x01")  # status: SERVING

    def test_answers_as_saa_predict_in_every_form_of_the_image(self):
        picture = Picture(self, 1)
        for image in (tensor("image", "BYTES", elements(picture.file)), tensor("image", "UINT8", picture.array),
                      tensor("image", "UINT8", picture.array[None])):
            answer = self.infer(image, request_id="a1")
            self.assert_answers(answer.as_numpy, picture)
            self.assertEqual(answer.get_response().id, "a1")

    def test_several_images_are_answered_in_their_order(self):
        first, second = Picture(self, 1), Picture(self, 2)
        answer = self.infer(tensor("image", "BYTES", elements(first.file, second.file)))
        self.assert_answers(answer.as_numpy, first, second)

    def test_typed_contents_are_answered_in_kind(self):
        picture = Picture(self, 1)
        request = service_pb2.ModelInferRequest(model_name="saa")
        image = request.inputs.add(name="image", datatype="BYTES", shape=[1])
        image.contents.bytes_contents.append(picture.file)
        response = self.stub.ModelInfer(request)
        contents = {output.name: output.contents for output in response.outputs}
        self.assertEqual(json.loads(contents["regions"].bytes_contents[0]), picture.json["regions"])
        numpy.testing.assert_array_equal(numpy.float32(contents["anomaly_map"].fp32_contents), picture.map.ravel())

    def test_prompts_are_the_options_of_a_prediction(self):
        picture = Picture(self, 1, "--top-k", "1", "--without", "saliency")
        image = tensor("image", "BYTES", elements(picture.file))
        prompts = json.dumps({"top_k": 1, "switches": {"saliency": False}})
        self.assert_answers(self.infer(image, tensor("prompts", "BYTES", elements(prompts))).as_numpy, picture)
        self.assertIn("top_k", self.refused("INVALID_ARGUMENT", image, tensor("prompts", "BYTES", elements('{"topk": 1}'))))

    def test_what_is_not_the_models_is_refused(self):
        grey = tensor("image", "UINT8", numpy.zeros((8, 8, 1), numpy.uint8))
        self.refused("INVALID_ARGUMENT", grey)
        self.refused("INVALID_ARGUMENT", tensor("image", "FP32", numpy.zeros((8, 8, 3), numpy.float32)))
        self.refused("INVALID_ARGUMENT", tensor("image", "BYTES", elements(b"no picture")))
        self.refused("INVALID_ARGUMENT", tensor("image", "UINT8", NOISE), outputs=[client.InferRequestedOutput("maps")])
        with self.assertRaises(InferenceServerException) as caught:
            self.client.infer("resnet", [grey])
        self.assertEqual(caught.exception.status(), "StatusCode.NOT_FOUND")

    def test_hostile_messages_are_refused_and_the_server_lives(self):
        for shape, datatype, raw in (([-1], "BYTES", b""), ([2**62, 2**62, 3], "UINT8", b"abc"), ([1], "BYTES", b"\xff\xff\xff\xffab"),
                                     ([1], "BYTES", b"ab"), ([8, 8, 3], "UINT8", b"abc"), ([], "UINT8", b""), ([0], "BYTES", b"")):
            request = service_pb2.ModelInferRequest(model_name="saa")
            request.inputs.add(name="image", datatype=datatype, shape=shape)
            request.raw_input_contents.append(raw)
            with self.assertRaises(grpc.RpcError) as caught:
                self.stub.ModelInfer(request)
            self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT, caught.exception)
        self.assertTrue(self.client.is_server_live())

    def test_the_clients_deadline_ends_the_work(self):
        many = numpy.random.default_rng(2).integers(0, 255, (48, 200, 200, 3), numpy.uint8)
        self.assertTrue(self.client.is_server_live())  # connected, so that the call reaches the server in time
        self.refused("DEADLINE_EXCEEDED", tensor("image", "UINT8", many), client_timeout=0.3)
        while (call := self.event("grpc_call"))["method"] != "ModelInfer":
            pass
        self.assertIn(call["code"], ("DEADLINE_EXCEEDED", "CANCELLED"))

    def test_a_client_that_leaves_ends_the_work(self):
        begun = threading.Event()
        call = self.client.async_infer("saa", [tensor("image", "UINT8", NOISE)], callback=lambda result, error: begun.set())
        self.until_metric("saa_in_flight", 1)
        call.cancel()
        self.assertTrue(begun.wait(60))
        self.until_metric("saa_rejected_total", 1, reason="client_left")
        self.until_metric("saa_predictions_total", 1, outcome="cancelled")
        self.assertTrue(self.client.is_server_live())


class FullQueue(InferenceServerTest):
    arguments = ["--workers", "1", "--queue", "0"]

    def test_is_said(self):
        with client.InferenceServerClient(self.grpc) as triton:
            answers = queue.Queue()
            noise = tensor("image", "UINT8", NOISE)
            triton.async_infer("saa", [noise], callback=lambda result, error: answers.put((result, error)))
            self.until_metric("saa_in_flight", 1)
            with self.assertRaises(InferenceServerException) as caught:
                triton.infer("saa", [noise])
            self.assertEqual(caught.exception.status(), "StatusCode.RESOURCE_EXHAUSTED")
            self.until_metric("saa_rejected_total", 1, reason="queue_full")
            self.assertIsNone(answers.get(timeout=60)[1])


class Draining(InferenceServerTest):
    arguments = ["--workers", "1"]

    def stop(self):
        self.assertEqual(self.server.wait(60), 0)
        self.server.stderr.close()

    def test_takes_nothing_new_and_answers_what_it_took(self):
        channel = grpc.insecure_channel(self.grpc)
        self.addCleanup(channel.close)
        health = channel.unary_unary("/grpc.health.v1.Health/Check")
        with client.InferenceServerClient(self.grpc) as triton:
            answers = queue.Queue()
            noise = tensor("image", "UINT8", NOISE)
            self.assertEqual(health(b""), b"\x08\x01")  # status: SERVING; connected while it takes calls
            triton.async_infer("saa", [noise], callback=lambda result, error: answers.put((result, error)))
            self.until_metric("saa_in_flight", 1)
            self.server.terminate()
            self.event("draining")
            self.assertFalse(triton.is_server_ready())
            self.assertTrue(triton.is_server_live())
            self.assertEqual(health(b""), b"\x08\x02")  # NOT_SERVING
            with self.assertRaises(InferenceServerException) as caught:
                triton.infer("saa", [noise])
            self.assertEqual(caught.exception.status(), "StatusCode.UNAVAILABLE")
            self.assertIn("shutting down", caught.exception.message())
            result, error = answers.get(timeout=60)
            self.assertIsNone(error)
            self.assertEqual(result.as_numpy("pred_score").shape, (1,))


class WithToken(InferenceServerTest):
    arguments = ["--token-file", "token", "--max-bytes", "10000"]
    files = {"token": "secret\n"}

    def test_everything_but_health_asks_for_it(self):
        with client.InferenceServerClient(self.grpc) as triton:
            self.assertTrue(triton.is_server_ready())
            with self.assertRaises(InferenceServerException) as caught:
                triton.get_server_metadata()
            self.assertEqual(caught.exception.status(), "StatusCode.UNAUTHENTICATED")
            headers = {"authorization": "Bearer secret"}
            self.assertEqual(triton.get_server_metadata(headers=headers).name, "saa")
            large = tensor("image", "UINT8", numpy.zeros((100, 100, 3), numpy.uint8))
            with self.assertRaises(InferenceServerException) as caught:
                triton.infer("saa", [large], headers=headers)
            self.assertEqual(caught.exception.status(), "StatusCode.RESOURCE_EXHAUSTED")


class Messages(unittest.TestCase):
    """The .proto file has the names, numbers and types that the client library was generated from."""

    def test_fields_are_the_published_ones(self):
        text = re.sub(r"//.*", "", pathlib.Path(SOURCE / "src/serving/grpc/open_inference_protocol.proto").read_text())
        types = {"bool": 8, "int32": 5, "int64": 3, "uint32": 13, "uint64": 4, "float": 2, "double": 1, "string": 9, "bytes": 12}
        path, checked = [], 0
        for opening, field_type, name, number, closing in re.findall(
                r"(?:message|oneof|service) (\w+) \{|([\w<>, ]+?) (\w+) = (\d+);|(\})", text):
            if opening:
                path.append(opening)
            if closing and path:
                path.pop()
            if not name or path == ["GRPCInferenceService"]:
                continue
            message = service_pb2.DESCRIPTOR.message_types_by_name[path[0]]
            for inner in path[1:]:
                message = message.nested_types_by_name.get(inner, message)  # a oneof is no message
            field = message.fields_by_name[name]
            self.assertEqual(field.number, int(number), (path, name))
            self.assertEqual(field.type, types.get(field_type.split()[-1], 11), (path, name))
            checked += 1
        self.assertEqual(checked, 56)


if __name__ == "__main__":
    unittest.main()
