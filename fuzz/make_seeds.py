#!/usr/bin/env python3
"""make_seeds.py FOLDER: inputs to start fuzzing from, one folder a target, made of the test fixtures."""

import pathlib
import pickletools
import shutil
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/unit/checkpoint/fixtures"
HEADER_PICKLES = 3  # of the older form: magic number, version, machine; torch_legacy_fuzz adds its own


def behind_header(path):
    """The bytes of a file in the older form from its object on."""
    with open(path, "rb") as file:
        for _ in range(HEADER_PICKLES):
            for _ in pickletools.genops(file):
                pass
        return file.read()


def main(folder):
    def seed(target, name, content):
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / name).write_bytes(content)

    for path in FIXTURES.iterdir():
        seed("checkpoint", path.name, path.read_bytes())
        if path.name.endswith(".legacy.pth"):
            seed("torch_legacy", path.name, behind_header(path))
        elif path.suffix == ".pth":
            seed("zip", path.name, path.read_bytes())
            with zipfile.ZipFile(path) as archive:
                seed("pickle", path.name, archive.read(f"{path.stem}/data.pkl"))
        elif path.suffix == ".safetensors":
            seed("safetensors", path.name, path.read_bytes())
    (folder / "profile").mkdir(exist_ok=True)
    for path in (ROOT / "profiles").rglob("*.toml"):
        shutil.copy(path, folder / "profile" / f"{path.parent.name}_{path.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
