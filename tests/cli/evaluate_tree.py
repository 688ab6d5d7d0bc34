"""What the tests of `saa evaluate` share: a small folder of parts, and reading a run's folder."""

import json

import numpy

from program import ProgramTest, write_png

SIDE = 120


def part(seed, spot, side=SIDE):
    """Fine noise with, if asked for, one dark spot; and the spot's mask."""
    random = numpy.random.default_rng(seed)
    grey = random.normal(150, 6, (side, side))
    y, x = numpy.mgrid[:side, :side]
    row, column = random.integers(side // 4, 3 * side // 4, 2)
    inside = (y - row) ** 2 + (x - column) ** 2 < (side / 14) ** 2
    if spot:
        grey[inside] -= 90
    return numpy.clip(grey, 0, 255).astype(numpy.uint8), inside.astype(numpy.uint8) * 255


class EvaluateTest(ProgramTest):
    def setUp(self):
        super().setUp()
        for name in list(self.environment):
            if name.startswith(("SLURM_", "OMPI_", "PMI", "JOB_COMPLETION")) or name in ("RANK", "WORLD_SIZE"):
                del self.environment[name]

    def parts(self, normal=4, broken=4, folder="parts", side=SIDE):
        """good/NN.png, dent/NN.png and mask/dent/NN.png."""
        root = self.folder / folder
        for i in range(normal):
            write_png(root / "good" / f"{i:02}.png", part(i, spot=False, side=side)[0])
        for i in range(broken):
            image, mask = part(100 + i, spot=True, side=side)
            write_png(root / "dent" / f"{i:02}.png", image)
            write_png(root / "mask" / "dent" / f"{i:02}.png", mask)
        return root

    def evaluate(self, *words, code=0, **options):
        done = self.saa("evaluate", *words, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        return done

    def manifest(self, out="run"):
        return json.loads((self.folder / out / "evaluation.json").read_text())

    def figures(self, out="run"):
        """What results.json says, without times."""
        results = json.loads((self.folder / out / "results.json").read_text())
        for row in results["results"]:
            for category in row["categories"]:
                del category["seconds"]
        return results

    def score_files(self, out="run"):
        """Times of change by file, so that a test can tell which were written anew."""
        return {path: path.stat().st_mtime_ns for path in (self.folder / out).rglob("*.scores")}
