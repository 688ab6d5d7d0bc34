import os
import pathlib
import re
import runpy
import subprocess
import sys

import numpy as np

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])


def test_the_examples_of_the_documentation_run(monkeypatch, tmp_path):
    (tmp_path / "examples").symlink_to(SOURCE / "examples")
    # What the page takes for granted: pictures of a part.
    (tmp_path / "photos").mkdir()
    for i in range(2):
        pixels = np.random.default_rng(i).integers(80, 100, (64, 64, 3), np.uint8)
        (tmp_path / f"photos/{i}.ppm").write_bytes(b"P6 64 64 255\n" + pixels.tobytes())
    (tmp_path / "part.jpg").write_bytes((SOURCE / "examples/visa/candle.jpg").read_bytes())
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", (SOURCE / "docs/python.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6
    program = {}
    for block in blocks:  # one after the other, as they are read
        exec(compile(block, "docs/python.md", "exec"), program)
    assert program["figures"].images == 1
    assert (tmp_path / "photos.context").is_file() and program["found"].references == 2


def test_the_example_program_runs(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["first_steps.py", str(SOURCE / "examples/visa/candle.jpg")])
    runpy.run_path(str(SOURCE / "examples/python/first_steps.py"), run_name="__main__")
    assert re.search(r"candle\.jpg: [0-9.]+ anomalous", capsys.readouterr().out)


def test_the_readme_shows_the_example_program():
    assert (SOURCE / "examples/python/first_steps.py").read_text().strip() in (SOURCE / "README.md").read_text()
