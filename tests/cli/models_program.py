"""What the tests of `saa models` share: a folder of models and the program run on it."""

import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["SAA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
FETCHED = pathlib.Path(os.environ["SAA_MODELS"])  # what scripts/fetch-models brought
VOCABULARY = "bert-base-uncased-vocab.txt"
WEIGHTS = "efficientnet-lite0-57934424.pth"
needs_fetched_models = unittest.skipUnless(
    (FETCHED / VOCABULARY).exists() and (FETCHED / WEIGHTS).exists(), "scripts/fetch-models was not run"
)


class ModelsTest(unittest.TestCase):
    """Gives each test an empty folder of models; nothing of the caller's leads to the network."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="saa tést ")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.models = self.folder / "models"
        self.environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        self.environment["SAA_MODELS"] = str(self.models)
        self.environment.pop("SAA_MODELS_URL", None)

    def start(self, *words, **options):
        return subprocess.Popen([PROGRAM, "models", *map(os.fspath, words)], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=self.environment, **options)

    def saa(self, *words, code=0, **options):
        """Runs `saa models …`, expects the exit code, and returns what was said."""
        run = self.start(*words, **options)
        out, err = run.communicate(timeout=120)
        self.assertEqual(run.returncode, code, f"{words}\n{out}\n{err}")
        for line in err.splitlines():
            self.assertTrue(line.startswith("saa: "), err)
        run.out, run.err = out, err
        return run

    def refused(self, *words, code=1, says=()):
        """One line of error with these words in it, and nothing on standard output."""
        run = self.saa(*words, code=code)
        errors = [line for line in run.err.splitlines() if line.startswith("saa: error: ")]
        self.assertEqual(len(errors), 1, run.err)
        self.assertEqual(run.out, "")
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, errors[0])
        return run

    def there(self):
        """The names in the models folder."""
        return sorted(path.name for path in self.models.iterdir()) if self.models.exists() else []
