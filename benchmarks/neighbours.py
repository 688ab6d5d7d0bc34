"""Times how saa compares a picture's patches with those of 80 others, and the same written in PyTorch: a matrix
product and a maximum a reference, then the lowest 30 %.

    taskset -c 0,1 python benchmarks/neighbours.py build/bench/bin/neighbours_benchmark [--threads 2]

Needs numpy and torch. One after the other on the same features; the scores must agree.
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

RUNS = 5
LOWEST = 0.3


def scores_by_torch(query, references):
    """query [patches, C], references [count, patches, C] -> [patches]"""
    nearest = torch.stack([(query @ reference.T).amax(1) for reference in references])
    distances = (2 - 2 * nearest).clamp(min=0).sqrt()
    return distances.topk(max(1, int(len(references) * LOWEST)), dim=0, largest=False).values.mean(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="neighbours_benchmark of a build with SAA_BUILD_BENCHMARKS")
    parser.add_argument("--patches", type=int, default=1024)
    parser.add_argument("--references", type=int, default=80)
    parser.add_argument("--channels", type=int, default=150)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    sizes = (arguments.patches, arguments.references, arguments.channels)
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "patches"
        command = [arguments.program, *map(str, sizes), str(arguments.threads), str(file)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        features = torch.from_numpy(np.fromfile(f"{file}.features", np.float32))
        scores = np.fromfile(f"{file}.scores", np.float32)
    features = features.reshape(1 + arguments.references, arguments.patches, arguments.channels)
    seconds = []
    with torch.inference_mode():
        for _ in range(RUNS):
            start = time.perf_counter()
            theirs = scores_by_torch(features[0], features[1:])
            seconds.append(time.perf_counter() - start)
    assert np.abs(theirs.numpy() - scores).max() < 1e-5
    print("{} patches, {} references, {} channels, {} threads".format(*sizes, arguments.threads))
    print(f"saa      {ours['seconds']:8.3f} s  {ours['gflop_per_second']:8.0f} GFLOP/s")
    print(f"PyTorch  {min(seconds):8.3f} s")
    print(f"ratio    {min(seconds) / ours['seconds']:8.1f}")


if __name__ == "__main__":
    main()
