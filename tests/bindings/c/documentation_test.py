"""The pieces of C in docs/c.md compile against the header, each as the body of a function that has what the page takes for granted."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
HEADER = SOURCE / "bindings/c"
GIVEN = "void example(saa_segmenter* segmenter, saa_image* image, saa_result* result)"


def pieces():
    return re.findall(r"^```c\n(.*?)^```", (SOURCE / "docs/c.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)


def complete(piece):
    return piece if "int main(" in piece else f"#include <saa.h>\n{GIVEN};\n{GIVEN} {{\n{piece}}}\n"


class Documentation(unittest.TestCase):
    def test_its_pieces_compile(self):
        self.assertEqual(len(pieces()), 3)
        for i, piece in enumerate(pieces()):
            with self.subTest(piece=piece), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / f"piece{i}.c"
                file.write_text(complete(piece), "utf-8")
                done = subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", f"-I{HEADER}", file],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_function_that_it_names_is_declared(self):
        page, header = (SOURCE / "docs/c.md").read_text("utf-8"), (HEADER / "saa.h").read_text("utf-8")
        declared = set(re.findall(r"\b(saa_\w+)\(", header))
        for name in re.findall(r"\b(saa_\w+)\(", page):
            if "_T_" not in name:  # the page's stand-in for any of the handles
                self.assertIn(name, declared)


if __name__ == "__main__":
    unittest.main()
