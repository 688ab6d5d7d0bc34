"""saa evaluate on several processes, and saa evaluate merge."""

import os
import shutil
import signal
import subprocess
import time
import unittest

from evaluate_tree import EvaluateTest
from program import PROGRAM

RUN = ("folder", "--data", "parts", "--out")


class Shards(EvaluateTest):
    def shard(self, text, out="run", *words):
        return self.evaluate(*RUN, out, "--shard", text, *words)

    def merge(self, *folders, out="merged", code=0):
        return self.evaluate("merge", *folders, "--out", out, code=code)

    def assert_merged_equals_whole(self, out="merged"):
        self.evaluate(*RUN, "whole")
        self.assertEqual(self.figures(out), self.figures("whole"))

    def test_shards_make_the_whole(self):
        self.parts(normal=4, broken=3)
        for i in (1, 2, 3):
            self.shard(f"{i}/3")
            self.assertFalse((self.folder / f"run/shards/{i}-of-3/results.json").exists())
        self.merge("run")
        self.assert_merged_equals_whole()

    def test_a_merged_run_goes_on_like_any_other(self):
        self.parts(normal=2, broken=2)
        for i in (1, 2):
            self.shard(f"{i}/2")
        self.merge("run", out="run")
        self.assertIn("0 predicted, 4 on record", self.evaluate(*RUN, "run").err)

    def test_gaps_overlaps_and_strangers_are_refused(self):
        self.parts(normal=2, broken=2)
        self.shard("1/3")
        self.shard("3/3")
        self.assert_one_error(self.merge("run", code=1), "missing", "2/3")
        self.shard("3/3", "again")
        self.assert_one_error(self.merge("run", "again", code=1), "3/3", "twice")
        self.shard("2/2", "halves")
        self.assert_one_error(self.merge("run", "halves", code=1), "overlap")
        self.shard("2/3", "other", "--top-k", "2")
        self.assert_one_error(self.merge("run", "other", code=1), "variants")
        self.assertFalse((self.folder / "merged").exists())

    def test_a_killed_shard_is_refused_until_it_was_started_again(self):
        self.parts(normal=10, broken=10)
        self.shard("1/2")
        program = subprocess.Popen([PROGRAM, "evaluate", *RUN, "run", "--shard", "2/2", "--threads", "1"],
                                   cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while len(self.score_files("run/shards/2-of-2")) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        program.send_signal(signal.SIGKILL)
        program.wait()
        self.assert_one_error(self.merge("run", code=1), "2-of-2", "not finished")
        self.shard("2/2")
        self.merge("run")
        self.assert_merged_equals_whole()

    def test_the_environment_tells_the_shard(self):
        self.parts(normal=2, broken=2)
        cases = {"Open MPI": ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), "Slurm": ("SLURM_PROCID", "SLURM_NTASKS"),
                 "torchrun": ("RANK", "WORLD_SIZE"), "Kubernetes": ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS")}
        for name, (index, count) in cases.items():
            with self.subTest(name):
                done = self.evaluate(*RUN, name, env=dict(self.environment, **{index: "1", count: "4"}))
                self.assertIn("shard 2/4", done.err)
                self.assertIn(name, done.err)
                self.assertEqual(len(self.score_files(name + "/shards/2-of-4")), 1)
        done = self.evaluate(*RUN, "all", "--shard", "none", env=dict(self.environment, RANK="1", WORLD_SIZE="4"))
        self.assertEqual(len(self.score_files("all")), 4)

    @unittest.skipUnless(shutil.which("mpirun"), "needs Open MPI's mpirun")
    def test_three_processes_of_mpi(self):
        self.parts(normal=4, broken=3)
        as_root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
        subprocess.run(["mpirun", *as_root, "--oversubscribe", "-n", "3", PROGRAM, "evaluate", *RUN, "run"],
                       cwd=self.folder, env=self.environment, check=True, capture_output=True, timeout=300)
        self.assertEqual({path.name for path in (self.folder / "run/shards").iterdir()},
                         {"1-of-3", "2-of-3", "3-of-3"})
        self.merge("run")
        self.assert_merged_equals_whole()


if __name__ == "__main__":
    unittest.main()
