"""saa serve: answers equal those of `saa predict`; every form of request, every form of answer."""

import concurrent.futures
import hashlib
import io
import json
import pathlib
import subprocess
import tempfile
import unittest
import zipfile

from server import MODELS, PICTURES, PROGRAM, ServerTest, form, in_base64, png_of, texture

TIMES = ("timings", "seconds")


def timeless(result):
    """A result without what differs between two runs of the same."""
    kept = {key: value for key, value in result.items() if key not in TIMES}
    kept["image"] = {key: value for key, value in result["image"].items() if key != "path"}
    return kept


def predicted(picture, *options):
    """The JSON of `saa predict`, and its anomaly map's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [PROGRAM, "predict", str(picture), "--engine", "offline", "--models", str(MODELS), "--json", "--out", folder,
             *options], capture_output=True, text=True, check=True)
        return json.loads(done.stdout), next(pathlib.Path(folder).glob("*_anomaly_map.png")).read_bytes()


class Predict(ServerTest):
    options = ("--workers", "2")

    def setUp(self):
        self.picture = PICTURES[0].read_bytes()

    def result(self, fields, headers=None):
        status, _, body = self.server.post("/v1/predict", fields, headers)
        self.assertEqual(status, 200, body[:300])
        return json.loads(body)

    def test_answers_as_the_command_line(self):
        expected, _ = predicted(PICTURES[0], "--profile", "visa/candle", "--top-k", "3")
        body, headers = form(self.picture, {"profile": "visa/candle", "top_k": 3})
        status, _, answer = self.server.ask("POST", "/v1/predict", body, headers)
        self.assertEqual(status, 200, answer[:300])
        self.assertEqual(timeless(json.loads(answer)), timeless(expected))
        again = self.result({"image": in_base64(self.picture), "profile": "visa/candle", "top_k": 3})
        self.assertEqual(timeless(again), timeless(expected))

    def test_png_is_the_map_that_predict_writes(self):
        _, expected = predicted(PICTURES[0])
        body, headers = form(self.picture)
        status, answered, png = self.server.ask("POST", "/v1/predict", body, {**headers, "Accept": "image/png"})
        self.assertEqual((status, answered["content-type"]), (200, "image/png"))
        self.assertEqual(png, expected)

    def test_a_remembered_image_needs_no_network(self):
        status, _, body = self.server.ask("POST", "/v1/images", self.picture)
        self.assertEqual(status, 200)
        kept = json.loads(body)
        self.assertEqual(kept["image"], hashlib.sha256(self.picture).hexdigest())
        image = {"sha256": kept["image"]}
        first = self.result({"image": image})
        misses = self.server.metric("saa_memory_misses_total", memory="method")
        for fields in ({"top_k": 2}, {"max_area": 0.1}, {"preset": "saa"}, {"switches": {"saliency": False}}):
            changed = self.result({"image": image, **fields})
            self.assertEqual(changed["image"]["sha256"], first["image"]["sha256"])
        again = self.result({"image": image})
        self.assertEqual(timeless(again), timeless(first))
        self.assertLess(again["seconds"], first["seconds"] + 0.1)
        self.assertGreaterEqual(self.server.metric("saa_memory_misses_total", memory="method"), misses)
        status, headers, png = self.server.ask("GET", f"/v1/images/{kept['image']}")
        self.assertEqual((status, headers["content-type"], png[1:4]), (200, "image/png", b"PNG"))
        self.assert_error(self.server.ask("GET", "/v1/images/" + "0" * 64), 404, "send it again")

    def test_streams_stages_and_then_the_result(self):
        fresh = png_of(texture(77))
        status, headers, body = self.server.post("/v1/predict", {"image": in_base64(fresh)},
                                                 {"Accept": "application/x-ndjson"})
        self.assertEqual((status, headers["content-type"]), (200, "application/x-ndjson"))
        lines = [json.loads(line) for line in body.splitlines()]
        self.assertTrue(all(list(line) == ["stage"] for line in lines[:-1]))
        self.assertIn({"stage": "generator"}, lines)
        self.assertEqual(lines[-1]["result"]["schema"], "saa.result/1")
        _, _, body = self.server.post("/v1/predict", {"image": in_base64(b"no picture")},
                                      {"Accept": "application/x-ndjson"})
        self.assertEqual(json.loads(body.splitlines()[-1])["error"]["status"], 400)

    def test_maps_come_when_asked_for(self):
        maps = self.result({"image": in_base64(self.picture), "maps": ["anomaly_map", "pred_mask"]})["maps"]
        self.assertEqual(maps["anomaly_map"]["unit"], 8192)
        self.assertEqual(maps["pred_mask"]["unit"], 255)
        self.assertNotIn("maps", self.result({"image": in_base64(self.picture)}))

    def test_many_at_a_time_answer_as_one_by_one(self):
        pictures = [png_of(texture(seed)) for seed in range(6)]
        alone = [timeless(self.result({"image": in_base64(picture)})) for picture in pictures]
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            asked = [i % len(pictures) for i in range(48)]
            answers = list(pool.map(lambda i: timeless(self.result({"image": in_base64(pictures[i])})), asked))
        self.assertEqual(answers, [alone[i] for i in asked])

    def test_exports(self):
        for name, start in (("coco", b"{"), ("coco-rle", b"{"), ("cvat", b"<?xml"), ("labelme", b"{"), ("masks", b"PK")):
            status, headers, body = self.server.post(f"/v1/export?format={name}", {"image": in_base64(self.picture)})
            self.assertEqual(status, 200, body[:200])
            self.assertTrue(body.startswith(start), name)
            self.assertIn("attachment", headers["content-disposition"])
        self.assert_error(self.server.post("/v1/export?format=coc", {"image": in_base64(self.picture)}), 400, '"coco"')

    def test_masks_are_the_two_files_of_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([PROGRAM, "predict", str(PICTURES[0]), "--engine", "offline", "--models", str(MODELS),
                            "--out", folder, "--export", "masks"], capture_output=True, check=True)
            classes = next(pathlib.Path(folder).glob("*_classes.png")).read_bytes()
            labels = (pathlib.Path(folder) / "annotations_labels.txt").read_bytes()
        self.assertTrue(labels)
        status, headers, body = self.server.post("/v1/export?format=masks", {"image": in_base64(self.picture)})
        self.assertEqual((status, headers["content-type"]), (200, "application/zip"))
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual({name: archive.read(name) for name in archive.namelist()},
                             {"image_classes.png": classes, "annotations_labels.txt": labels})

    def test_profiles(self):
        listed = json.loads(self.server.ask("GET", "/v1/profiles")[2])["profiles"]
        self.assertIn("visa/candle", [profile["name"] for profile in listed])
        profile = json.loads(self.server.ask("GET", "/v1/profiles/visa/candle")[2])
        toml = self.server.ask("GET", "/v1/profiles/visa/candle", headers={"Accept": "application/toml"})
        self.assertEqual(toml[1]["content-type"], "application/toml")
        self.assertEqual(self.server.post("/v1/profiles/toml", profile)[2], toml[2])
        self.assert_error(self.server.post("/v1/profiles/toml", {"tpo_k": 2}), 400, '"top_k"')
        self.assert_error(self.server.ask("GET", "/v1/profiles/visa/candel"), 404, '"visa/candle"')
        for path in ("../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "visa/candle.toml"):
            self.assert_error(self.server.ask("GET", "/v1/profiles/" + path), 404)
        by_object = self.result({"image": in_base64(self.picture), "profile": profile})
        by_name = self.result({"image": in_base64(self.picture), "profile": "visa/candle"})
        self.assertEqual(timeless(by_object), timeless(by_name))

    def test_bad_fields_are_named(self):
        image = in_base64(self.picture)
        for fields, parts in (
                ({}, ("image",)),
                ({"image": {}}, ("base64", "sha256")),
                ({"image": {"base64": "*"}}, ("image.base64",)),
                ({"image": {"base64": "bm8="}}, ("not a picture",)),
                ({"image": image, "top_k": "5"}, ("top_k", "whole number", '"5"')),
                ({"image": image, "top_k": 1e300}, ("top_k",)),
                ({"image": image, "top_k": -(2**70)}, ("top_k",)),
                ({"image": image, "max_area": 2}, ("max_area",)),
                ({"image": image, "switches": {"salience": True}}, ("switches.salience", '"saliency"')),
                ({"image": image, "switches": {"saliency": 1}}, ("switches.saliency", "true or false")),
                ({"image": image, "preset": "papr"}, ("preset", '"paper"')),
                ({"image": image, "profile": "visa/candel"}, ('"visa/candle"',)),
                ({"image": image, "profile": "../profiles/visa/candle.toml"}, ("no profile",)),
                ({"image": image, "profile": {"prompts": [{"txt": "a"}]}}, ("profile.prompts[0].txt", '"text"')),
                ({"image": image, "maps": ["anomaly"]}, ("maps", '"anomaly_map"')),
                ({"image": image, "prompt": ["a"]}, ('"prompt"', '"prompts"'))):
            with self.subTest(fields=str(fields)[-80:]):
                self.assert_error(self.server.post("/v1/predict", fields), 400, *parts)
        self.assert_error(self.server.post("/v1/predict", {"image": {"sha256": "0" * 64}}), 404, "image.sha256")

    def test_other_refusals(self):
        self.assert_error(self.server.ask("GET", "/nothing"), 404)
        status, headers, _ = answer = self.server.ask("GET", "/v1/predict")
        self.assert_error(answer, 405, "POST")
        self.assertEqual(headers["allow"], "POST")
        for method in ("DELETE", "OPTIONS", "QUERY", "get", "VERSION-CONTROL"):
            status, headers, _ = answer = self.server.ask(method, "/v1/info")
            self.assert_error(answer, 405, "GET")
            self.assertEqual(headers["allow"], "GET")
            self.assert_error(self.server.ask(method, "/nothing"), 404)
        self.assert_error(self.server.ask("QUERY", "/v2/models/saa"), 405, "QUERY")
        self.assert_error(self.server.ask("GET", "/v1/profiles/toml"), 405, "POST")
        self.assert_error(self.server.ask("POST", "/v1/predict", b"x", {"Content-Type": "text/plain"}), 415, "text/plain")
        self.assert_error(self.server.ask("POST", "/v1/predict", b"[1", {"Content-Type": "application/json"}), 400, "JSON")
        self.assert_error(self.server.ask("POST", "/v1/predict", b"[" * 100_000, {"Content-Type": "application/json"}), 400)
        body, headers = form(self.picture, {"top_k": 0})
        self.assert_error(self.server.ask("POST", "/v1/predict", body, headers), 400, "top_k")
        self.assert_error(self.server.ask("POST", "/v1/predict", body[:-40], headers), 400, "form")

    def test_request_ids(self):
        for given, kept in (("lot-7:part.12", True), ("a b", False), ("x" * 65, False), ("a%0d%0aSet-Cookie:x", False)):
            answered = self.server.ask("GET", "/v1/info", headers={"X-Request-Id": given})[1]
            self.assertEqual(answered["x-request-id"] == given, kept)
            self.assertNotIn("set-cookie", answered)

    def test_what_it_is(self):
        info = json.loads(self.server.ask("GET", "/v1/info")[2])
        self.assertEqual((info["engine"], info["reads_text"], info["limits"]["workers"]), ("offline", False, 2))
        self.assertEqual([sorted(file) for file in info["weights"]], [["network", "sha256"]] * len(info["weights"]))
        self.assertTrue(info["weights"])
        self.assertEqual(json.loads(self.server.ask("GET", "/openapi.json")[2])["openapi"], "3.1.0")
        for path in ("/v2/health/live", "/v2/health/ready"):
            self.assertEqual(self.server.ask("GET", path)[0], 200)

    def test_the_page(self):
        status, headers, body = self.server.ask("GET", "/")
        self.assertEqual(status, 200)
        self.assertIn("default-src 'self'", headers["content-security-policy"])
        self.assertIn(b"<!doctype html>", body)
        self.assertEqual(self.server.ask("GET", "/", headers={"If-None-Match": headers["etag"]})[0], 304)

    def test_head_sends_no_body(self):
        status, headers, body = self.server.ask("HEAD", "/v1/info")
        self.assertEqual((status, body), (200, b""))
        self.assertGreater(int(headers["content-length"]), 0)


class Metrics(ServerTest):
    def test_text_format(self):
        picture = png_of(texture(1))
        self.server.post("/v1/predict", {"image": in_base64(picture)})
        self.server.ask("GET", "/nothing")
        status, headers, body = self.server.ask("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["content-type"].startswith("text/plain; version=0.0.4"))
        kinds, values = {}, {}
        for line in body.decode().splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.assertNotIn(name, kinds)
                kinds[name] = kind
            elif not line.startswith("# HELP "):
                series, value = line.rsplit(" ", 1)
                self.assertNotIn(series, values)
                values[series] = float(value)
        self.assertEqual(kinds["saa_stage_seconds"], "histogram")
        self.assertEqual(values['saa_stage_seconds_count{stage="read"}'], 1)
        self.assertEqual(values['saa_stage_seconds_bucket{stage="read",le="+Inf"}'], 1)
        self.assertEqual(values['saa_request_seconds_count{route="/v1/predict",status="200"}'], 1)
        self.assertEqual(values['saa_request_seconds_count{route="other",status="404"}'], 1)
        self.assertEqual((values["saa_queue_depth"], values["saa_ready"]), (0, 1))

    def test_log_is_a_line_of_json_a_request(self):
        self.server.ask("GET", "/v1/info", headers={"X-Request-Id": "find-me"})
        self.server.ask("GET", "/v1/info")
        line = next(event for event in self.server.events() if event.get("request_id") == "find-me")
        self.assertEqual((line["method"], line["path"], line["status"]), ("GET", "/v1/info", 200))


class Token(ServerTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(cls.folder.name) / "token"
        file.write_text("s3cret\n")
        cls.options = ("--token-file", file)
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def test_is_asked_for(self):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "s3cret"}):
            answer = self.server.ask("GET", "/v1/info", headers=headers)
            self.assert_error(answer, 401, "token")
            self.assertEqual(answer[1]["www-authenticate"], "Bearer")
        self.assertEqual(self.server.ask("GET", "/v1/info", headers={"Authorization": "Bearer s3cret"})[0], 200)
        for path in ("/", "/v2/health/live", "/v2/health/ready"):
            self.assertEqual(self.server.ask("GET", path)[0], 200)
        self.assert_error(self.server.post("/v1/predict", {}), 401)


if __name__ == "__main__":
    unittest.main()
