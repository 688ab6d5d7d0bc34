#!/usr/bin/env python3
"""What the neighbour prompt gains on the Magnetic Tile Defect data set, and what it needs for that.

    benchmarks/neighbours_mtd.py --saa out/saa/bin/saa --data PATH/TO/mtd [--out out/neighbours]

Prints the tables of docs/neighbours.md: fewer references, defective ones among them, a coreset, sizes of
neighbourhood, the prompt alone, and what each tells of whole pictures. Every row is a run of `saa evaluate mtd --engine offline` in one folder, so that the
generator and the saliency network are asked once. Needs Python's standard library only.
"""

import argparse
import json
import pathlib
import subprocess

FIGURES = {"F_p": "pixel_F1Max", "F_r": "region_F1Max", "F_r one-to-one": "region_F1Max_one_to_one",
           "image AUROC": "image_AUROC", "AUPRO": "pixel_AUPRO"}
# Of whole pictures: by the map's greatest value, and by the neighbours' own score, which is re-scored.
WHOLE = ("image_AUROC", "image_AUPR", "image_F1Max")
# So many references that 60 % of them can be defective with the images that there are.
MIXED = 80


def figures(options, *words):
    command = [options.saa, "--quiet", "evaluate", "mtd", "--data", options.data, "--out", options.out, "--shard",
               "none", "--json", *words]
    if "--method" not in words:
        command += ["--engine", "offline"]
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)["results"][-1]["mean"]


def cells(name, values):
    print(f"| {name} | " + " | ".join(f"{100 * value:.2f}" for value in values) + " |", flush=True)


def row(options, name, *words):
    found = figures(options, *words)
    cells(name, (found[key] for key in FIGURES.values()))
    return found


def head(first, names):
    print(f"| {first} | " + " | ".join(names) + " |\n| --- |" + " --- |" * len(names))


def spread(images, count):
    """`count` of them, evenly over the sorted list."""
    return [images[i * len(images) // count] for i in range(count)]


def mixed_list(options, share):
    """A list of MIXED images, this share of them defective."""
    images = sorted(options.data.glob("MT_*/Imgs/*.jpg"))
    free = [image for image in images if image.parent.parent.name == "MT_Free"]
    defective = [image for image in images if image.parent.parent.name != "MT_Free"]
    bad = round(MIXED * share)
    path = options.out.parent / f"mixed-{bad}-of-{MIXED}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{image}\n" for image in spread(free, MIXED - bad) + spread(defective, bad)))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saa", default="out/saa/bin/saa")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/neighbours/run"))
    options = parser.parse_args()
    options.data, options.out = options.data.resolve(), options.out.resolve()

    head("row", FIGURES)
    row(options, "no neighbours, no saliency", "--without", "saliency")
    plain = row(options, "no neighbours")
    both = row(options, "neighbours, 80 references", "--context", "self")
    row(options, "neighbours, no saliency", "--context", "self", "--without", "saliency")
    for size in (1, 2, 5, 20, 0):
        row(options, f"{size or 'all'} references", "--context", "self", "--context-size", size)
    for seed in (1, 2):
        row(options, f"80 references, draw {seed}", "--context", "self", "--context-seed", seed)
    for share in (0, 0.3, 0.6):
        row(options, f"{share:.0%} of {MIXED} references defective", "--context", mixed_list(options, share))
    for keep in (0.25, 0.1):
        row(options, f"80 references, {keep:.0%} of their patches", "--context", "self", "--context-keep", keep)
    for sizes in ("1,3", "1,3,5", "3"):
        row(options, f"over squares of {sizes} places", "--context", "self", "--context-neighbourhoods", sizes)
    options.out = options.out.with_name(options.out.name + "-alone")
    alone = row(options, "the neighbours alone", "--method", "neighbours", "--context", "self")

    head("whole pictures", WHOLE)
    cells("no neighbours", (plain[key] for key in WHOLE))
    cells("neighbours, 80 references", (both[key] for key in WHOLE))
    cells("the neighbours alone", (alone[key] for key in WHOLE))
    cells("the neighbours alone, re-scored", (alone[f"{key}_neighbours"] for key in WHOLE))


if __name__ == "__main__":
    main()
