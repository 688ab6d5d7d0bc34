"""saa predict: what it writes and says."""

import json
import os
import pty
import re
import subprocess
import unittest

import jsonschema
import numpy

from program import (MODELS, PROGRAM, SOURCE, ProgramTest, contents, decode_counts, read_png, result, table, texture,
                     timeless, write_png)

SCHEMA = jsonschema.Draft7Validator(json.loads((SOURCE / "docs/result.schema.json").read_text()))


class Results(ProgramTest):
    def test_the_files_agree_with_one_another(self):
        write_png(self.folder / "part.png", texture(1))
        self.predict("part.png", "--out", "out", "--float-maps")
        out = self.folder / "out"
        self.assertEqual(sorted(path.name for path in out.iterdir()),
                         ["part.json", "part_anomaly_map.npy", "part_anomaly_map.png", "part_mask.png",
                          "part_overlay.png", "results.csv", "run.json"])
        json_object = result(out / "part.json")
        SCHEMA.validate(json_object)
        anomaly_map = numpy.load(out / "part_anomaly_map.npy")
        self.assertEqual((anomaly_map.dtype, anomaly_map.shape), (numpy.float32, (96, 96)))
        self.assertEqual(numpy.float32(json_object["pred_score"]), anomaly_map.max())
        steps = read_png(out / "part_anomaly_map.png")
        self.assertEqual(steps.dtype, numpy.uint16)
        self.assertLessEqual(numpy.abs(steps / 8192 - anomaly_map).max(), 0.5 / 8192)
        mask = read_png(out / "part_mask.png")
        shown = (anomaly_map >= json_object["threshold"]) & (anomaly_map > 0)
        numpy.testing.assert_array_equal(mask, numpy.where(shown, 255, 0))
        self.assertEqual(json_object["pred_label"], bool(shown.any()))
        for region in json_object["regions"]:
            if region["mask"] is not None:
                decoded = decode_counts(region["mask"])
                self.assertEqual(decoded.sum(), region["area"])
                self.assertEqual(region["anomalous"], region["fate"]["rule"] == "kept" and bool(shown[decoded == 1].any()))

    def test_results_follow_the_schema_whatever_the_options(self):
        images = self.images(2)
        write_png(images / "plain.png", texture(5, spot=False))
        write_png(images / "flat.png", numpy.full((40, 60), 128, numpy.uint8))
        write_png(images / "dot.png", numpy.full((1, 1), 7, numpy.uint8))
        for number, options in enumerate([[], ["--preset", "reference"], ["--preset", "saa"], ["--without", "saliency"],
                                          ["--profile", "visa/candle", "--top-k", "1"]]):
            self.predict(images, "--out", f"out{number}", *options)
            for path in (self.folder / f"out{number}").glob("*.json"):
                if path.name != "run.json":
                    SCHEMA.validate(result(path))

    def test_an_image_has_one_result_whatever_the_company(self):
        images = self.images(6)
        self.predict(images, "--out", "folder", "--threads", "1", "--jobs", "1")
        self.predict(images, "--out", "jobs", "--threads", "2", "--jobs", "4")
        paths = sorted(images.iterdir(), reverse=True)
        self.predict(*paths, "--out", "reverse", "--threads", "2", "--jobs", "2")
        expected = contents(self.folder / "folder")
        self.assertEqual(len(expected), 24)
        self.assertEqual(contents(self.folder / "jobs"), expected)
        self.assertEqual(contents(self.folder / "reverse"), expected)
        self.assertEqual([row["file"] for row in table(self.folder / "reverse")], list(map(str, paths)))
        self.predict(paths[0], "--out", "alone", "--threads", "2")
        for name, content in contents(self.folder / "alone").items():
            self.assertEqual(content, expected[name], name)

    def test_networks_give_one_result_for_any_number_of_threads(self):
        if not any(MODELS.glob("*")):
            self.skipTest("no weights; scripts/fetch-models brings them")
        images = self.images(3)
        for threads in ("1", "2"):
            self.predict(images, "--out", threads, "--threads", threads, "--models", MODELS)
        self.assertEqual(contents(self.folder / "1"), contents(self.folder / "2"))
        weights = result(self.folder / "1/run.json")["options"]["weights"]
        self.assertRegex(weights[0]["sha256"], "^[0-9a-f]{64}$")

    def test_a_normal_image_gets_a_plain_nothing_found(self):
        write_png(self.folder / "part.png", texture(1))
        done = self.predict("part.png", "--threshold", "100")
        self.assertRegex(done.out, r"^part\.png  \d\.\d{3}  normal  nothing found\n$")
        json_object = result(self.folder / "predictions/part.json")
        self.assertEqual((json_object["pred_label"], json_object["threshold"]), (False, 100))
        self.assertFalse(read_png(self.folder / "predictions/part_mask.png").any())
        self.assertEqual(table(self.folder / "predictions")[0]["regions"], "0")

    def test_an_anomalous_image_gets_its_regions_counted(self):
        write_png(self.folder / "part.png", texture(1))
        done = self.predict("part.png", "--threshold", "0.000001")
        self.assertRegex(done.out, r"^part\.png  \d\.\d{3}  ANOMALOUS  \d+ regions?\n$")
        regions = result(self.folder / "predictions/part.json")["regions"]
        shown = sum(region["anomalous"] for region in regions)
        self.assertIn(f"  {shown} region", done.out)

    def test_table_and_manifest_trace_the_run(self):
        images = self.images(2)
        write_png(images / 'a, "b"\n.png', texture(9))
        (images / "bad.png").write_bytes(b"")
        self.predict("in", "--out", "out", "--profile", "visa/candle", "--without", "saliency", code=1)
        rows = table(self.folder / "out")
        self.assertEqual([row["file"] for row in rows], ["in/00.png", "in/01.png", 'in/a, "b"\n.png', "in/bad.png"])
        self.assertEqual([bool(row["error"]) for row in rows], [False, False, False, True])
        for row in rows[:3]:
            json_object = result(self.folder / "out" / row["result"])
            self.assertEqual(float(row["pred_score"]), json_object["pred_score"])
            self.assertEqual(row["pred_label"], str(json_object["pred_label"]).lower())
            self.assertGreater(float(row["seconds"]), 0)
        manifest = result(self.folder / "out/run.json")
        self.assertEqual(manifest["schema"], "saa.run/1")
        self.assertEqual(manifest["state"], "finished")
        self.assertEqual(manifest["command"][1:], ["predict", "in", "--out", "out", "--profile", "visa/candle",
                                                   "--without", "saliency"])
        self.assertEqual(manifest["counts"]["images"], 4)
        self.assertEqual(manifest["counts"]["failed"], 1)
        self.assertFalse(manifest["options"]["prompts"]["saliency"])
        self.assertIn("candle", manifest["options"]["profile"]["toml"])
        self.assertLessEqual(manifest["started"], manifest["ended"])
        self.assertEqual(manifest["options_sha256"], json_object["options_sha256"])

    def test_a_second_run_replaces_its_own_images_only(self):
        write_png(self.folder / "a.png", texture(1))
        write_png(self.folder / "b.png", texture(2))
        self.predict("a.png", "b.png", "--float-maps")
        out = self.folder / "predictions"
        before = contents(out)
        self.predict("a.png", "--no-overlay", "--threshold", "3")
        after = contents(out)
        self.assertEqual({name for name in after if name.startswith("a")},
                         {"a.json", "a_anomaly_map.png", "a_mask.png"})
        self.assertEqual(after["a.json"]["threshold"], 3)
        for name in before:
            if name.startswith("b"):
                self.assertEqual(after[name], before[name])
        self.assertEqual([row["file"] for row in table(out)], ["a.png"])


class Inputs(ProgramTest):
    def test_folders_globs_and_lists(self):
        write_png(self.folder / "in/lot 1/a.PNG", texture(1))
        write_png(self.folder / "in/lot 2/a.png", texture(2))
        (self.folder / "in/lot 2/notes.txt").write_text("no image")
        names = ["lot 1/a.json", "lot 2/a.json"]
        for out, words, said in (("folder", ["in"], None), ("glob", ["in/*/*.[pP][nN][gG]"], None),
                                 ("list", ["-"], "in/lot 1/a.PNG\nin/lot 2/a.png\n")):
            self.predict(*words, "--out", out, input=said)
            self.assertEqual([row["result"] for row in table(self.folder / out)], names)
        (self.folder / "list.txt").write_text("in/lot 1/a.PNG\nin/lot 2/a.png\n")
        self.predict("--list", "list.txt", "--out", "file")
        self.assertEqual(contents(self.folder / "file"), contents(self.folder / "list"))

    def test_results_in_the_folder_are_not_images(self):
        images = self.images(1)
        for _ in range(2):
            self.predict("in", "--out", images / "out")
            self.predict("in", "--out", images / "other")
        self.assertEqual(len(table(images / "other")), 1)

    def test_any_file_name_will_do(self):
        odd = [b"t\xc3\xa9st.png", b"bad\xff\xfe.png", b"line\nfeed\x1b[2J.png", b"-dash.png", b"[1].png"]
        (self.folder / "in").mkdir()
        for number, name in enumerate(odd):
            path = os.path.join(os.fsencode(self.folder), b"in", name)
            write_png(self.folder / "made.png", texture(number))
            os.rename(self.folder / "made.png", path)
        done = self.predict("in", "--out", "out", "--json")
        lines = done.stdout.decode("utf-8").splitlines()  # strict: it is valid
        self.assertEqual(len(lines), len(odd))
        for line in lines:
            SCHEMA.validate(json.loads(line))
        self.assertEqual(len(table(self.folder / "out")), len(odd))
        done = self.predict("in", "--out", "out")
        self.assertEqual(len(done.out.splitlines()), len(odd))
        self.assertNotIn("\x1b", done.out)

    def test_one_bad_image_does_not_stop_the_others(self):
        images = self.images(3)
        (images / "01.png").write_bytes(b"not a picture")
        done = self.predict("in", "missing.png", "--out", "out", code=1)
        self.assertEqual(len(done.out.splitlines()), 2)
        errors = [line for line in done.err.splitlines() if line.startswith("saa: error: ")]
        self.assertEqual(len(errors), 2)
        self.assertIn("01.png", errors[0])
        self.assertIn("missing.png", errors[1])
        self.assertIn("2 failed", done.err)


class Streams(ProgramTest):
    def test_json_is_one_line_an_image_in_order(self):
        images = self.images(4)
        (images / "02.png").write_bytes(b"")
        done = self.predict("in", "--out", "out", "--json", "--jobs", "3", code=1)
        objects = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual([o["image"]["path"] for o in objects], [f"in/{i:02}.png" for i in range(4)])
        for json_object in objects:
            SCHEMA.validate(json_object)
        self.assertEqual([o["schema"] for o in objects],
                         ["saa.result/1", "saa.result/1", "saa.error/1", "saa.result/1"])
        self.assertEqual(objects[0], result(self.folder / "out/00.json"))

    def test_the_engine_is_named_once(self):
        self.images(2)
        done = self.predict("in")
        notice = ("saa: engine: offline (no language model; text prompts are not used; "
                  "'saa models fetch saa-plus' gets the official networks)")
        self.assertEqual(done.err.count("engine: offline"), 1)
        self.assertIn(notice, done.err.splitlines())
        self.assertIn("results are in predictions", done.err)

    def test_quiet_says_nothing_but_errors(self):
        self.images(1)
        self.assertEqual(self.predict("in", "--quiet").err, "")
        done = self.predict("missing.png", "-q", code=1)
        self.assertEqual(len(done.err.splitlines()), 1)

    def test_a_terminal_gets_a_progress_bar(self):
        self.images(12, side=256)
        master, slave = pty.openpty()
        program = subprocess.Popen([PROGRAM, "predict", "in", "--jobs", "1", "--json"], cwd=self.folder,
                                   env=self.environment, stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        said = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            said += piece
        os.close(master)
        self.assertEqual(program.wait(), 0)
        self.assertRegex(said.decode(), re.compile(r"\r\[#*\.*\]  \d+/12  \d+ %  .* left"))
        self.assertTrue(said.decode().rstrip().splitlines()[-1].endswith("results are in predictions"))

    def test_help_shows_groups_and_examples(self):
        done = self.saa("predict", "--help")
        self.assertEqual(done.returncode, 0)
        for word in ("Input and output", "Prompts", "Method", "Engine and machine", "Examples", "--resume"):
            self.assertIn(word, done.out)


if __name__ == "__main__":
    unittest.main()
