"""The installed tree: moved elsewhere it still runs, and an outside project builds against it."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["SAA_BUILD_DIR"])


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} exited {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class InstalledTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="saa install é ")
        root = pathlib.Path(cls.folder.name)
        run("cmake", "--install", BUILD, "--prefix", root / "first")
        cls.prefix = root / "moved"
        shutil.move(root / "first", cls.prefix)
        # Nothing of the caller's may help the program to find its files.
        cls.environment = {"PATH": os.environ["PATH"], "HOME": str(root)}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_program_runs_from_a_moved_prefix(self):
        out = pathlib.Path(self.folder.name) / "out"
        run(self.prefix / "bin/saa", "predict", SOURCE / "examples/visa/candle.jpg", "--profile", "visa/candle",
            "--out", out, env=self.environment)
        self.assertTrue((out / "candle_overlay.png").is_file())

    def test_no_library_comes_from_the_build_tree(self):
        for file in (self.prefix / "bin/saa", self.prefix / "lib/libsaa.so", self.prefix / "lib/libsaa_c.so"):
            resolved = run("ldd", file.resolve(), env=self.environment)
            self.assertNotIn("not found", resolved)
            self.assertNotIn(str(BUILD), resolved)
            self.assertNotIn(str(SOURCE), resolved)

    def test_only_the_public_api_is_exported(self):
        symbols = run("nm", "-D", "--defined-only", "-C", self.prefix / "lib/libsaa.so")
        own = [line for line in symbols.splitlines() if re.search(r" [TBD] ", line) and " saa::" in line]
        self.assertTrue(any("saa::Segmenter::predict" in line for line in own))
        self.assertFalse([line for line in own if "StateDict" in line or "MappedFile" in line])

    def test_outside_project_builds_and_runs(self):
        build = pathlib.Path(self.folder.name) / "outside"
        run("cmake", "-S", SOURCE / "examples/library", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            "-DCMAKE_BUILD_TYPE=Release")
        run("cmake", "--build", build)
        said = run(build / "first_steps", SOURCE / "examples/visa/candle.jpg", env=self.environment)
        self.assertRegex(said, r"candle.jpg: [0-9.]+ (anomalous|nothing found)")

    def test_outside_c_program_builds_by_pkg_config_and_by_cmake(self):
        source = SOURCE / "examples/c"
        search = {**os.environ, "PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")}
        by_hand = pathlib.Path(self.folder.name) / "first_steps"
        # The prefix has a space and an accent, which pkg-config quotes for a shell to read again.
        run("sh", "-c", f"""eval "cc -std=c11 -Wall -Wextra -Werror -pedantic '{source}/first_steps.c' -o '{by_hand}' """
            f"""$(pkg-config --cflags --libs saa_c) '-Wl,-rpath,{self.prefix}/lib'" """, env=search)
        build = pathlib.Path(self.folder.name) / "outside c"
        run("cmake", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", build)
        for program in (by_hand, build / "first_steps"):
            said = run(program, SOURCE / "examples/visa/candle.jpg", env=self.environment)
            self.assertRegex(said, r"candle.jpg: [0-9.]+ (anomalous|nothing found)")

    def test_readme_shows_the_compiled_example(self):
        readme = (SOURCE / "README.md").read_text()
        example = (SOURCE / "examples/library/first_steps.cpp").read_text()
        self.assertIn(example.strip(), readme)
        self.assertIn((SOURCE / "examples/c/first_steps.c").read_text().strip(), (SOURCE / "docs/c.md").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
