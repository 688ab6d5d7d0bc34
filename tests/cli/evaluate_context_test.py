"""saa evaluate --context: the neighbour prompt on data sets."""

import json
import unittest

from evaluate_tree import EvaluateTest
from program import MODELS

LITE = MODELS / "efficientnet-lite0-57934424.pth"
RUN = ("folder", "--data", "parts", "--engine", "offline", "--out")


@unittest.skipUnless(LITE.is_file(), f"there is no {LITE}")
class Contexts(EvaluateTest):
    def setUp(self):
        super().setUp()
        self.environment["SAA_MODELS"] = str(MODELS)
        self.parts(normal=4, broken=2)

    def test_a_run_goes_on_with_the_context_that_it_has(self):
        self.evaluate(*RUN, "run", "--context", "self")
        self.assertEqual(self.manifest()["context"]["pictures"], "self")
        contexts = list((self.folder / "run/contexts").iterdir())
        self.assertEqual(len(contexts), 1)
        before = contexts[0].stat().st_mtime_ns
        self.assertIn("0 predicted", self.evaluate(*RUN, "run", "--context", "self").err)
        self.evaluate(*RUN, "run", "--context", "self", "--top-k", "2")
        self.assertEqual(contexts[0].stat().st_mtime_ns, before)

    def test_a_damaged_context_is_built_again(self):
        self.evaluate(*RUN, "run", "--context", "self")
        figures = self.figures()
        context = next((self.folder / "run/contexts").iterdir())
        context.write_bytes(context.read_bytes()[:-100])
        for file in self.score_files():
            file.unlink()
        for file in (self.folder / "run/parts").rglob("*.parts"):
            file.unlink()
        self.evaluate(*RUN, "run", "--context", "self")
        self.assertEqual(self.figures(), figures)

    def test_other_neighbours_are_other_scores(self):
        self.evaluate(*RUN, "run", "--context", "self")
        done = self.evaluate(*RUN, "run", "--context", "self", "--context-size", "3")
        self.assertIn("6 predicted", done.err)
        self.assertIn("6 predicted", self.evaluate(*RUN, "run", "--context", "parts/good").err)

    def test_shards_share_their_neighbours_and_make_the_whole(self):
        for i in (1, 2):
            self.evaluate(*RUN, "run", "--context", "self", "--shard", f"{i}/2")
        self.evaluate("merge", "run", "--out", "merged")
        self.evaluate(*RUN, "whole", "--context", "self")
        self.assertEqual(self.figures("merged"), self.figures("whole"))
        other = self.evaluate(*RUN, "other", "--shard", "2/2")
        self.assertEqual(other.returncode, 0)
        self.assert_one_error(self.evaluate("merge", "run/shards/1-of-2", "other", "--out", "mixed", code=1), "context")

    def test_the_neighbours_alone_are_a_method(self):
        done = self.evaluate("folder", "--data", "parts", "--method", "neighbours", "--context", "self", "--out", "run",
                             "--json")
        rows = json.loads(done.out)["results"]
        self.assertEqual([row["method"] for row in rows], ["neighbours"])


if __name__ == "__main__":
    unittest.main()
