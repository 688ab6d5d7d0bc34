#!/usr/bin/env python3
"""F_p and F_r of `saa predict` on the Magnetic Tile Defect data set, one image at a time.

    benchmarks/mtd.py --saa out/saa/bin/saa --data PATH/TO/mtd [--out out/mtd] [-- further predict options]

Needs numpy and opencv-python-headless. The data set's layout is the published one: MT_*/Imgs/NAME.jpg with the mask NAME.png.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import cv2
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import region_metrics


def predict(options, out):
    images = options.data / "MT_*" / "Imgs" / "*.jpg"  # the masks beside them are .png
    command = [options.saa, "predict", images, "--out", out, "--profile", "mtd/mtd", "--float-maps", "--no-overlay",
               "--quiet", "--threads", str(options.threads), *options.predict_options]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def load(data, out):
    """Per image: defect class, scores and mask at the protocol's size, result JSON."""
    for image in sorted(data.glob("MT_*/Imgs/*.jpg")):
        stem = out / image.relative_to(data).parent / image.stem
        anomaly_map = np.load(f"{stem}_anomaly_map.npy")
        mask = cv2.imread(str(image.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
        result = json.loads(pathlib.Path(f"{stem}.json").read_text())
        yield image.parent.parent.name[3:], *region_metrics.to_protocol(anomaly_map, mask), result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saa", default="out/saa/bin/saa", help="the program")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with MT_Blowhole, MT_Break, …")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/mtd"))
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="judge the results in --out, do not predict again")
    parser.add_argument("predict_options", nargs="*", help="further options of saa predict, after --")
    options = parser.parse_args()

    if not options.keep:
        predict(options, options.out)
    kinds, scores, truths, results = zip(*load(options.data, options.out))
    f_p, at_p = region_metrics.max_f1_pixel(scores, truths)
    (f_r, at_r), (once, at_once) = region_metrics.max_f1_region(scores, truths)
    print(f"{len(kinds)} images, each figure at the best threshold on these images:\n"
          f"F_p {100 * f_p:.2f} (scores >= {at_p:.4f})  F_r {100 * f_r:.2f} (scores > {at_r:.4f})  "
          f"F_r one-to-one {100 * once:.2f} (scores > {at_once:.4f})")
    for kind in sorted(set(kinds) - {"Free"}):
        chosen = [i for i, k in enumerate(kinds) if k in (kind, "Free")]
        one, _ = region_metrics.max_f1_pixel([scores[i] for i in chosen], [truths[i] for i in chosen])
        print(f"  {kind:9} against Free: F_p {100 * one:.2f}")
    flagged = {kind: [r["pred_label"] for k, r in zip(kinds, results) if k == kind] for kind in sorted(set(kinds))}
    print("called anomalous at the default threshold: " +
          ", ".join(f"{kind} {sum(labels)}/{len(labels)}" for kind, labels in flagged.items()))
    seconds = [sum(t["seconds"] for t in r["timings"]) for r in results]
    print(f"seconds an image, all stages: median {np.median(seconds):.3f}, largest {max(seconds):.3f}")


if __name__ == "__main__":
    main()
