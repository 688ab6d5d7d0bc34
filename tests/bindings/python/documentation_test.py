import os
import pathlib
import re
import runpy
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])


def test_the_examples_of_the_documentation_run(monkeypatch):
    monkeypatch.chdir(SOURCE)
    blocks = re.findall(r"^```python\n(.*?)^```", (SOURCE / "docs/python.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    program = {}
    for block in blocks:  # one after the other, as they are read
        exec(compile(block, "docs/python.md", "exec"), program)
    assert program["figures"].images == 1


def test_the_example_program_runs(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["first_steps.py", str(SOURCE / "examples/visa/candle.jpg")])
    runpy.run_path(str(SOURCE / "examples/python/first_steps.py"), run_name="__main__")
    assert re.search(r"candle\.jpg: [0-9.]+ anomalous", capsys.readouterr().out)


def test_the_readme_shows_the_example_program():
    assert (SOURCE / "examples/python/first_steps.py").read_text().strip() in (SOURCE / "README.md").read_text()
