"""saa predict: stopped, killed and resumed."""

import json
import os
import signal
import subprocess
import time
import unittest

from program import LEFTOVER, PROGRAM, ProgramTest, contents, result, table, texture, write_png

COUNT = 30
# All files, and no more computing than a batch needs to be stopped in its middle.
OPTIONS = ("--float-maps", "--without", "saliency")


class Resume(ProgramTest):
    def start(self, *words):
        # Unbuffered: what readline() had read ahead would be lost to communicate().
        return subprocess.Popen([PROGRAM, "predict", *words], cwd=self.folder, env=self.environment, bufsize=0,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def stop_after(self, lines, number, *words):
        """Starts a run, waits for that many lines of results, and sends the signal."""
        program = self.start(*words)
        for _ in range(lines):
            program.stdout.readline()
        program.send_signal(number)
        rest, said = program.communicate(timeout=120)
        return program.returncode, rest.decode(), said.decode()

    def finished(self, out):
        return {path.name: path.stat().st_mtime_ns for path in (self.folder / out).glob("[0-9]*.json")}

    def rows_without_times(self, out):
        return [{key: value for key, value in row.items() if key != "seconds"} for row in table(self.folder / out)]

    def assert_resumed_equals_whole(self, out, before):
        """What was finished is untouched, and all together equals a run that was not disturbed."""
        done = self.predict("in", "--out", out, "--resume", *OPTIONS)
        self.assertIn(f"({len(before)} finished before)", done.err)
        self.assertEqual(len(done.out.splitlines()), COUNT)
        after = self.finished(out)
        for name, changed in before.items():
            self.assertEqual(after[name], changed, f"{name} was made again")
        self.assertFalse([path for path in (self.folder / out).rglob("*" + LEFTOVER)])
        self.predict("in", "--out", "whole", *OPTIONS)
        self.assertEqual(contents(self.folder / out), contents(self.folder / "whole"))
        self.assertEqual(self.rows_without_times(out), self.rows_without_times("whole"))
        manifest = result(self.folder / out / "run.json")
        self.assertEqual(manifest["counts"]["resumed"], len(before))
        self.assertEqual(manifest["counts"]["done"], COUNT)
        return manifest

    def test_a_killed_run_loses_nothing_and_repeats_nothing(self):
        self.images(COUNT, side=160)
        code, _, _ = self.stop_after(8, signal.SIGKILL, "in", "--out", "out", "--jobs", "2", *OPTIONS)
        self.assertEqual(code, -signal.SIGKILL)
        before = self.finished("out")
        self.assertGreaterEqual(len(before), 8)
        self.assertLess(len(before), COUNT)
        self.assertEqual(result(self.folder / "out/run.json")["state"], "running")
        self.assertFalse((self.folder / "out/results.csv").exists())
        # What a kill in the middle of a write leaves behind.
        for name in ("run.json", "29_mask.png", "29.json"):
            (self.folder / f"out/{name}.123-4{LEFTOVER}").write_bytes(b"half")
        manifest = self.assert_resumed_equals_whole("out", before)
        self.assertEqual([run["state"] for run in manifest["earlier_runs"]], ["running"])

    def test_signals_finish_nothing_half_and_say_how_to_go_on(self):
        self.images(COUNT, side=160)
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            out = f"out{code}"
            ended, rest, said = self.stop_after(5, number, "in", "--out", out, "--jobs", "2", *OPTIONS)
            self.assertEqual(ended, code, said)
            self.assertIn("--resume", said.splitlines()[-1])
            before = self.finished(out)
            self.assertEqual(len(before), 5 + len(rest.splitlines()))
            self.assertEqual(result(self.folder / out / "run.json")["state"], "interrupted")
            self.assertEqual(len(table(self.folder / out)), len(before))
        self.assert_resumed_equals_whole(out, before)

    def test_a_reader_that_leaves_ends_the_run(self):
        self.images(COUNT, side=160)
        program = self.start("in", "--out", "out", "--json", "--jobs", "1", *OPTIONS)
        program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read().decode()
        program.stderr.close()
        self.assertEqual(program.wait(timeout=120), 141)
        self.assertNotIn("error", said)
        before = self.finished("out")
        self.assertLess(len(before), COUNT)

    def test_only_what_is_still_true_is_skipped(self):
        self.images(3)
        self.predict("in")
        out = self.folder / "predictions"

        def made_again(*options, code=0):
            before = self.finished("predictions")
            self.predict("in", "--resume", *options, code=code)
            return sorted(name for name, changed in self.finished("predictions").items()
                          if before.get(name) != changed)

        everything = ["00.json", "01.json", "02.json"]
        self.assertEqual(made_again(), [])
        self.assertEqual(made_again("--threads", "1", "--jobs", "1", "--no-overlay"), [])
        self.assertEqual(made_again("--threshold", "0.9"), everything)
        self.assertEqual(made_again("--threshold", "0.9", "--top-k", "2"), everything)
        self.assertEqual(made_again("--threshold", "0.9", "--top-k", "2", "--float-maps"), everything)
        self.assertEqual(made_again(), everything)
        write_png(self.folder / "in/01.png", texture(77))
        self.assertEqual(made_again(), ["01.json"])
        (out / "02_mask.png").unlink()
        self.assertEqual(made_again(), ["02.json"])
        (out / "00.json").write_text('{"schema": "saa.result/1"')
        self.assertEqual(made_again(), ["00.json"])

    def test_failed_images_are_tried_again(self):
        images = self.images(2)
        good = (images / "01.png").read_bytes()
        (images / "01.png").write_bytes(good[:200])
        self.predict("in", code=1)
        (images / "01.png").write_bytes(good)
        self.predict("in", "--resume")
        self.assertEqual([row["error"] for row in table(self.folder / "predictions")], ["", ""])

    def test_an_image_that_went_bad_keeps_no_older_result(self):
        images = self.images(2)
        self.predict("in")
        (images / "01.png").write_bytes(b"")
        self.predict("in", "--resume", code=1)
        self.assertFalse(list((self.folder / "predictions").glob("01*")))

    def test_two_runs_do_not_share_a_folder(self):
        self.images(COUNT, side=160)
        program = self.start("in", "--out", "out", "--jobs", "1")
        program.stdout.readline()
        done = self.predict("in/00.png", "--out", "out", code=1)
        self.assert_one_error(done, "another saa is writing", "--out")
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=120)

    def test_stream_of_a_resumed_run_is_whole(self):
        self.images(3)
        first = self.predict("in", "--json").out
        again = self.predict("in", "--json", "--resume").out
        self.assertEqual([json.loads(line) for line in first.splitlines()],
                         [json.loads(line) for line in again.splitlines()])


if __name__ == "__main__":
    unittest.main()
