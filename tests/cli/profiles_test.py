"""saa profiles list, show and check, from outside."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["SAA_PROGRAM"]
PROFILES = pathlib.Path(os.environ["SAA_SOURCE_DIR"]) / "profiles"


def saa(*words, **options):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, **options)


class List(unittest.TestCase):
    def test_is_an_aligned_table_of_every_profile(self):
        run = saa("profiles", "list")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        title, *rows = run.stdout.splitlines()
        self.assertEqual(title.split(), ["NAME", "OBJECT", "COUNT", "K", "AREA", "PROMPTS"])
        self.assertEqual(len(rows), 30)
        self.assertEqual({len(row) for row in rows}, {len(title)})
        candle = next(row for row in rows if row.startswith("visa/candle "))
        self.assertEqual(candle.split(), ["visa/candle", "candle", "4", "1", "0.3", "3", "+", "1"])

    def test_as_json_has_the_language_prompts(self):
        run = saa("profiles", "list", "--json")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        profiles = {profile["name"]: profile for profile in json.loads(run.stdout)}
        self.assertEqual(sorted(profiles), list(profiles))
        self.assertEqual(
            profiles["visa/capsules"],
            {
                "name": "visa/capsules",
                "class_name": "capsules",
                "object": "capsule",
                "object_count": 20,
                "similar": False,
                "top_k": 15,
                "max_area": 1.0,
                "prompts": [
                    {"text": "defect on capsules", "filtered_phrase": "capsules"},
                    {"text": "damage on capsules", "filtered_phrase": "capsules"},
                    {"text": "flaw on capsules", "filtered_phrase": "capsules"},
                    {"text": "black melt. dark liquid.", "filtered_phrase": "capsules"},
                    {"text": "bubble", "filtered_phrase": "capsules"},
                ],
            },
        )

    def test_fails_if_the_disk_is_full(self):
        with open("/dev/full", "w") as full:
            run = subprocess.run([PROGRAM, "profiles", "list"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 1)
        self.assertIn("cannot write to standard output", run.stderr)


class Show(unittest.TestCase):
    def test_prints_the_file(self):  # of every profile: a unit test
        for name in ["default", "visa/candle"]:
            run = saa("profiles", "show", name)
            text = (PROFILES / f"{name}.toml").read_text("utf-8")
            self.assertEqual((run.returncode, run.stdout, run.stderr), (0, text, ""))

    def test_names_the_nearest_profile(self):
        run = saa("profiles", "show", "visa/candel")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(len(run.stderr.splitlines()), 1)
        self.assertIn('no profile is called "visa/candel"; did you mean "visa/candle"?', run.stderr)

    def test_needs_a_name(self):
        self.assertEqual(saa("profiles", "show").returncode, 2)


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text, "utf-8")
        return path

    def test_accepts_what_show_prints(self):
        mine = self.file("mine.toml", saa("profiles", "show", "default").stdout)
        run = saa("profiles", "check", mine)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, f"{mine}: OK\n", ""))

    def test_accepts_every_file_in_the_tree(self):
        files = sorted(PROFILES.rglob("*.toml"))
        run = saa("profiles", "check", *files)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(run.stdout, "".join(f"{file}: OK\n" for file in files))

    def test_says_what_is_wrong_with_each_file_and_goes_on(self):
        typo = self.file("typo.toml", 'schema = 1\nobject = "x"\ntopk = 3\n')
        damaged = self.file("damaged.toml", 'schema = 1\nobject = "x\n')
        good = self.file("good.toml", 'schema = 1\nobject = "x"\n')
        missing = pathlib.Path(self.folder.name) / "missing.toml"
        run = saa("profiles", "check", typo, missing, damaged, self.folder.name, good)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout, f"{good}: OK\n")
        errors = run.stderr.splitlines()
        self.assertEqual(len(errors), 4)
        self.assertIn(f'{typo}:3:1: unknown key "topk"; did you mean "top_k"?', errors[0])
        self.assertIn(f"cannot open {missing}: No such file or directory", errors[1])
        self.assertIn(f"{damaged}:2:12: not valid TOML: ", errors[2])
        self.assertIn("is not a regular file", errors[3])

    def test_keeps_a_message_on_one_line(self):
        odd = self.file("line\nfeed.toml", "schema = 2\n")
        run = saa("profiles", "check", odd)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(len(run.stderr.splitlines()), 1)

    def test_needs_a_file(self):
        self.assertEqual(saa("profiles", "check").returncode, 2)


class Help(unittest.TestCase):
    def test_shows_examples(self):
        for verb, example in [([], "saa profiles check mine.toml"), (["show"], "> mine.toml"), (["check"], "mine.toml")]:
            run = saa("profiles", *verb, "--help")
            self.assertEqual(run.returncode, 0)
            self.assertIn(example, run.stdout)

    def test_is_pointed_to_where_a_verb_is_missing(self):
        self.assertEqual(saa("profiles").returncode, 2)
        self.assertEqual(saa("profiles", "lists").returncode, 2)


if __name__ == "__main__":
    unittest.main()
