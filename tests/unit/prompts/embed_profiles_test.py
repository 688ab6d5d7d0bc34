"""cmake/embed_profiles.cmake puts every byte of a profile into the source it writes."""

import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(os.environ["SAA_SOURCE_DIR"]) / "cmake" / "embed_profiles.cmake"

# All that CMake might take for something of its own.
TORTURE = r"""# a;b;; [un[bal]anced ${rows} @rows@ @PROJECT_NAME@ $ENV{HOME} $<CONFIG> $<1:x> \ \" \; \n
#cmakedefine X
text = "[;" # )toml ( "θ ≤ 0,9 µ"
[[prompt]]
last line without its end; ["""


class EmbedProfiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.source = self.root / "out" / "profiles.cpp"

    def write(self, name, text):
        file = self.root / "profiles" / f"{name}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def embed(self):
        (self.root / "run.cmake").write_text(
            f'include("{SCRIPT}")\nembed_profiles("{self.root}/profiles" "{self.source}")\n'
        )
        return subprocess.run(["cmake", "-P", self.root / "run.cmake"], capture_output=True, text=True, timeout=60)

    def test_keeps_every_byte(self):
        self.write("a/torture", TORTURE)
        self.write("a/empty", "")
        self.write("a/large", "x = 1 # 0123456789\n" * 10_000)
        run = self.embed()
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        source = self.source.read_text("utf-8")
        self.assertIn('{"a/torture", R"toml(' + TORTURE + ')toml"},', source)
        self.assertIn('{"a/empty", R"toml()toml"},', source)
        self.assertIn("x = 1 # 0123456789\n" * 10_000, source)

    def test_sorts_by_name(self):
        for name in ["b", "a/pcb-2", "a/pcb", "a.b", "a/z"]:
            self.write(name, "")
        self.embed()
        names = [line.split('"')[1] for line in self.source.read_text().splitlines() if "R\"toml(" in line]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(names), 5)

    def test_refuses_the_one_text_that_would_end_the_literal(self):
        self.write("bad", '# )toml"')
        run = self.embed()
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("bad.toml", run.stderr)

    def test_leaves_an_equal_source_alone(self):
        self.write("a", "x = 1")
        self.embed()
        os.utime(self.source, (1, 1))
        self.embed()
        self.assertEqual(self.source.stat().st_mtime, 1)
        self.write("a", "x = 2")
        self.embed()
        self.assertNotEqual(self.source.stat().st_mtime, 1)


if __name__ == "__main__":
    unittest.main()
