"""Looks at a folder of images with saa on all cores and machines of a Ray cluster.

    pip install "ray[data]"
    python examples/ray/predict_folder.py photos/ results.parquet --saa build/dev/bin/saa -- --profile visa/candle

Words after `--` go to `saa predict`. Without a cluster Ray starts one on this machine. Every machine needs
the program, its model files and the folder under the same paths. A row of the table is an image: path, error
("" if all went well), pred_score (NaN if not), pred_label, regions (how many of them went into the map), and the
whole result as JSON (docs/result-schema.md).
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import ray

SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"}


def predict(batch, command):
    """One run of `saa predict` for a whole batch: networks are loaded once for all its images."""
    paths = [str(path) for path in batch["path"]]
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run([*command, "-", "--json", "--no-overlay", "--out", out],
                             input="\n".join(paths), capture_output=True, text=True)
    results = {}
    for line in run.stdout.splitlines():
        result = json.loads(line)
        results[result["image"]["path"]] = result
    if run.returncode > 1 or not results:  # 1: some images failed, and say so themselves
        raise RuntimeError(f"saa ended with exit code {run.returncode}:\n{run.stderr}")
    rows = [results[path] for path in paths]
    return {
        "path": paths,
        "error": [row.get("error", "") for row in rows],
        "pred_score": [row.get("pred_score", math.nan) for row in rows],
        "pred_label": [row.get("pred_label", False) for row in rows],
        "regions": [sum(region["anomalous"] for region in row.get("regions", [])) for row in rows],
        "json": [json.dumps(row) for row in rows],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("table", help="Parquet folder to write")
    parser.add_argument("--saa", default="saa", help="the program")
    parser.add_argument("--batch", type=int, default=64, help="images a run of the program")
    parser.add_argument("--threads", type=int, default=1, help="cores a run of the program")
    own, words = sys.argv[1:], []
    if "--" in own:
        own, words = own[:own.index("--")], own[own.index("--") + 1:]
    arguments = parser.parse_args(own)

    program = shutil.which(arguments.saa)
    if program is None:
        parser.error(f"there is no program {arguments.saa}; name it with --saa")
    paths = sorted(str(p.resolve()) for p in arguments.folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    if not paths:
        parser.error(f"{arguments.folder} has no images")
    command = [str(Path(program).resolve()), "predict", "--threads", str(arguments.threads), *words]
    results = (
        ray.data.from_items([{"path": path} for path in paths], override_num_blocks=-(-len(paths) // arguments.batch))
        .map_batches(predict, fn_kwargs={"command": command}, batch_size=None, num_cpus=arguments.threads)
        .materialize()
    )
    results.write_parquet(arguments.table)
    failed = results.filter(lambda row: row["error"] != "").count()
    anomalous = results.filter(lambda row: row["pred_label"]).count()
    print(f"{len(paths)} images: {anomalous} anomalous, {failed} failed; the table is in {arguments.table}")


if __name__ == "__main__":
    main()
