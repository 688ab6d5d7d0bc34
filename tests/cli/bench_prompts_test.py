"""saa bench-prompts from outside, as far as it goes without the official networks."""

import unittest

import numpy
from program import ProgramTest, write_png


class BenchPrompts(ProgramTest):
    def setUp(self):
        super().setUp()
        for name in ("good/a.png", "scratch/b.png", "mask/b.png"):
            write_png(self.folder / "bracket" / name, numpy.full((16, 16), 200, numpy.uint8))
        self.list = self.folder / "phrases.txt"
        self.list.write_text("# what we see\nscratch\ndent=bracket\n")

    def bench(self, *words, code):
        done = self.saa("bench-prompts", *words)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        self.assertEqual(done.out, "")
        return done

    def test_says_what_is_missing_where_the_engine_reads_no_text(self):
        done = self.bench("--data", "bracket", self.list, "--engine", "offline", code=2)
        self.assert_one_error(done, "reads no text", "saa models fetch saa-plus")

    def test_names_the_line_of_the_list_that_cannot_be_meant(self):
        self.list.write_text("scratch\n=bracket\n")
        self.assert_one_error(self.bench("--data", "bracket", self.list, code=1), "phrases.txt, line 2")
        self.assert_one_error(self.bench("--data", "bracket", self.folder / "none.txt", code=1), "none.txt")

    def test_wants_one_category(self):
        for name in ("carpet", "wood"):
            write_png(self.folder / "mvtec" / name / "test" / "good" / "000.png", numpy.zeros((4, 4), numpy.uint8))
        done = self.bench("--data", "mvtec", self.list, code=2)
        self.assert_one_error(done, "one category at a time", "--category")

    def test_refuses_to_try_nothing(self):
        for words in (("--without", "class-specific"), ("--preset", "saa")):
            done = self.bench("--data", "bracket", self.list, *words, code=2)
            self.assert_one_error(done, "use no phrases")


if __name__ == "__main__":
    unittest.main()
