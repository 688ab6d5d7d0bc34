"""saa serve keeps what /openapi.json promises: schemathesis sends what the document allows, and what it does not."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from server import ServerTest

HERE = pathlib.Path(__file__).resolve().parent
RUN = "from schemathesis.cli import schemathesis; schemathesis()"


class Conformance(ServerTest):
    options = ("--workers", "2")
    headers = {}
    phases, examples = "examples,coverage,fuzzing,stateful", 20

    def schemathesis(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-c", RUN, f"--config-file={HERE / 'openapi.toml'}", "run",
                 f"http://127.0.0.1:{self.server.port}/openapi.json", "--checks=all", f"--phases={self.phases}",
                 f"--max-examples={self.examples}", "--no-color", "--generation-database=none",
                 *(f"--header={name}: {value}" for name, value in self.headers.items())],
                cwd=folder, capture_output=True, text=True, timeout=600,
                env={**os.environ, "SCHEMATHESIS_HOOKS": "openapi_hooks",
                     "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_schemathesis_finds_nothing(self):
        self.schemathesis()
        document = json.loads(self.server.ask("GET", "/openapi.json", headers=self.headers)[2])
        asked = {(event["method"], event["path"], event["status"]) for event in self.server.events() if event["event"] == "request"}
        for path, operations in document["paths"].items():
            beginning = path.split("{")[0]
            for method in operations:
                self.assertTrue(any((verb, status) == (method.upper(), 200) and where.startswith(beginning)
                                    for verb, where, status in asked), f"no good answer to {method} {path} was seen")
        for status in (400, 404, 405):
            self.assertIn(status, {status for _, _, status in asked})


class ConformanceWithToken(Conformance):
    headers = {"Authorization": "Bearer s3cret"}
    phases, examples = "examples,coverage,stateful", 5

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        file = pathlib.Path(folder.name) / "token"
        file.write_text("s3cret\n")
        cls.options = (*cls.options, "--token-file", file)
        super().setUpClass()

    def test_schemathesis_finds_nothing(self):
        super().test_schemathesis_finds_nothing()
        refused = {event["path"] for event in self.server.events() if event.get("status") == 401}
        self.assertLessEqual({"/v1/predict", "/v1/export", "/v1/images", "/v1/info", "/v1/profiles", "/metrics"}, refused)
        self.assertFalse(refused & {"/v2/health/live", "/v2/health/ready"})


if __name__ == "__main__":
    unittest.main()
