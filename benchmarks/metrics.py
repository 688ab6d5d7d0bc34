"""Times the exact pixel figures (AUROC, AP, max-F1) of saa and of scikit-learn on the same pixels.

    python benchmarks/metrics.py build/dev/bin/metrics_benchmark [--images 313]

Needs numpy and scikit-learn. Both run on one core, one after the other; the figures must agree.
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

SIDE = 400


def scikit_learn(truth, scores):
    precision, recall, _ = precision_recall_curve(truth, scores)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total != 0)
    return {"auroc": roc_auc_score(truth, scores), "ap": average_precision_score(truth, scores),
            "f1": f1.max()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="metrics_benchmark of a build with SAA_BUILD_BENCHMARKS")
    parser.add_argument("--images", type=int, default=313, help="of 400 x 400 (313: 50 million pixels)")
    parser.add_argument("--kind", default="smooth", choices=["sparse", "smooth", "noise"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pixels = Path(folder) / "pixels"
        command = [arguments.program, arguments.kind, str(arguments.images), str(SIDE), "1", str(pixels)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        scores = np.fromfile(f"{pixels}.scores", np.float32)
        truth = np.fromfile(f"{pixels}.truth", np.uint8)
    start, cpu_start = time.perf_counter(), time.process_time()
    theirs = scikit_learn(truth, scores)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    for figure, value in theirs.items():
        assert abs(value - ours[figure]) < 1e-9, (figure, value, ours[figure])
    print(f"{scores.size / 1e6:.1f} million pixels, {arguments.kind}")
    print(f"saa           {ours['pixel_seconds']:8.2f} s  {ours['pixel_cpu_seconds']:8.2f} s cpu")
    print(f"scikit-learn  {seconds:8.2f} s  {cpu_seconds:8.2f} s cpu")
    print(f"ratio         {seconds / ours['pixel_seconds']:8.1f}    {cpu_seconds / ours['pixel_cpu_seconds']:8.1f}")


if __name__ == "__main__":
    main()
