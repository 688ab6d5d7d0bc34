"""Makes tests/parity/evaluation/fixtures/metrics.safetensors: small categories of maps and truth, and
what scikit-learn, the published code, anomalib and the definitions make of them.

    python tests/parity/metrics.py --published Segment-Any-Anomaly/utils/metrics.py --anomalib anomalib

Needs numpy, scipy, scikit-learn, scikit-image, safetensors, torch, the published file itself and a
checkout of github.com/open-edge-platform/anomalib. Each case has the tensors <case>.scores [n, h, w] f32, <case>.truth [n, h, w] u8 and <case>.<figure> [1] f64,
where NaN stands for "not defined".
"""

import argparse
import ast
import contextlib
import io
import textwrap
import warnings
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from scipy import ndimage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from skimage.measure import label, regionprops
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

FIXTURE = Path(__file__).parent / "evaluation" / "fixtures" / "metrics.safetensors"
STEPS = 200


def load_published(path):
    """The published functions, computing in double: they count in single precision, which would hide
    differences below 1e-7."""
    names = {}
    exec(compile(Path(path).read_text().replace("float32", "float64"), path, "exec"), names)
    return names["calculate_max_f1_region"], names["cal_pro_metric"]


def load_anomalib(checkout):
    """(its AUPRO metric, the reference that its tests hold against it), as functions of maps and
    truth. The metric counts in double here: it would in single precision."""
    source = (checkout / "src/anomalib/metrics/aupro.py").read_text()
    function = next(node for node in ast.walk(ast.parse(source))
                    if isinstance(node, ast.FunctionDef) and node.name == "compute_pro")
    names = {"torch": torch}
    exec(textwrap.dedent(ast.get_source_segment(source, function)).replace(".float()", ".double()"), names)
    torch.set_default_dtype(torch.float64)

    def metric(scores, truth):
        owner = argparse.Namespace(fpr_limit=0.3)
        rates, shares = names["compute_pro"](owner, torch.from_numpy(global_labels(truth)), torch.from_numpy(scores))
        return np.trapezoid(shares.numpy(), rates.numpy()) / 0.3

    reference = {}
    exec((checkout / "tests/unit/metrics/aupro/aupro_reference.py").read_text(), reference)

    def every_threshold(scores, truth):
        steps = int((~truth).sum())
        return reference["calculate_au_pro"](list(truth.astype(int)), list(scores), 0.3, steps)[0]

    return metric, every_threshold


def global_labels(truth):
    """Every region of every image with a number of its own."""
    labels = np.stack([label(t, connectivity=2) for t in truth])
    last = np.cumsum([0, *labels.max(axis=(1, 2))[:-1]])
    return np.where(labels > 0, labels + last[:, None, None], 0)


def max_f1(truth, scores):
    """(best F1, lowest threshold that reaches it)."""
    if not truth.any():
        return np.nan, np.nan
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total != 0)[:-1]
    return f1.max(), thresholds[np.argmax(f1 >= f1.max() - 1e-12)]


def ranking(truth, scores, prefix):
    f1, threshold = max_f1(truth, scores)
    both = truth.any() and not truth.all()
    return {
        f"{prefix}_auroc": roc_auc_score(truth, scores) if both else np.nan,
        f"{prefix}_ap": average_precision_score(truth, scores) if truth.any() else np.nan,
        f"{prefix}_f1_max": f1,
        f"{prefix}_f1_threshold": threshold,
    }


def aupro(scores, truth, limit=0.3):
    """The definition, one threshold after the other over all distinct scores."""
    regions = [(i, labels == r) for i, labels in enumerate(label(t, connectivity=2) for t in truth)
               for r in range(1, labels.max() + 1)]
    if not regions or truth.all():
        return np.nan
    rates, shares = [0.0], [0.0]
    for threshold in np.unique(scores)[::-1]:
        predicted = scores >= threshold
        rates.append((predicted & ~truth).sum() / (~truth).sum())
        shares.append(np.mean([predicted[i][r].mean() for i, r in regions]))
    rates, shares = np.array(rates), np.array(shares)
    inside = rates <= limit
    x, y = rates[inside], shares[inside]
    if not inside.all():
        a = np.argmin(inside)  # the first point beyond the limit
        y = np.append(y, y[-1] + (shares[a] - y[-1]) * (limit - x[-1]) / (rates[a] - x[-1]))
        x = np.append(x, limit)
    return np.trapezoid(y, x) / limit


def one_to_one(scores, truth, min_iou=0.6):
    """F_r where a truth region can be hit once: maximum matching instead of counting."""
    truths = [regionprops(label(t, connectivity=2)) for t in truth]
    total = sum(map(len, truths))
    if total == 0:
        return np.nan
    best = 0.0
    delta = (scores.max() - scores.min()) / STEPS
    for step in range(STEPS):
        matched = predicted = 0
        for prediction, t, regions in zip(scores > scores.max() - step * delta, truth, truths):
            found = regionprops(label(prediction, connectivity=2))
            predicted += len(found)
            pairs = np.zeros((len(found), len(regions)), dtype=bool)
            for i, a in enumerate(found):
                for j, b in enumerate(regions):
                    y, x = np.minimum(a.bbox[:2], b.bbox[:2])
                    v, u = np.maximum(a.bbox[2:], b.bbox[2:])
                    p, g = prediction[y:v, x:u], t[y:v, x:u]
                    pairs[i, j] = (p & g).sum() / (p | g).sum() >= min_iou
            if pairs.any():
                matched += (maximum_bipartite_matching(csr_matrix(pairs)) >= 0).sum()
        best = max(best, 2 * matched / (predicted + total))
    return best


def figures(scores, truth, published, anomalib):
    region_f1, aupro_reference = published
    metric, every_threshold = anomalib
    scores, truth = scores.astype(np.float64), truth.astype(bool)
    result = ranking(truth.ravel(), scores.ravel(), "pixel")
    images = truth.reshape(len(truth), -1).any(axis=1)
    result |= ranking(images, scores.reshape(len(scores), -1).max(axis=1), "image")
    result["aupro"] = aupro(scores, truth)
    defined = truth.any() and not truth.all()  # anomalib answers 0 otherwise, or fails
    result["aupro_anomalib"] = metric(scores, truth) if defined else np.nan
    distinct = defined and len(np.unique(scores)) == scores.size
    result["aupro_every_threshold"] = every_threshold(scores, truth) if distinct else np.nan
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the published code divides by zero and uses old names
        result["region_f1"] = region_f1(truth, scores) if truth.any() else np.nan
        try:
            result["aupro_reference"] = aupro_reference(truth.astype(float), scores)
        except ValueError:  # fewer than two points
            result["aupro_reference"] = np.nan
    result["region_f1_one_to_one"] = one_to_one(scores, truth)
    return result


def blobs(random, shape, deviation, share):
    """Smooth random shapes that cover about `share` of the pixels."""
    field = ndimage.gaussian_filter(random.standard_normal(shape), (0, deviation, deviation))
    return field > np.quantile(field, 1 - share)


def detector(random, truth, noise):
    """A map that sees most of the truth, blurred, with false alarms."""
    field = truth * random.uniform(0.2, 1, (len(truth), 1, 1)) + noise * blobs(random, truth.shape, 2, 0.08)
    return ndimage.gaussian_filter(field, (0, 1, 1)) + 0.02 * random.standard_normal(truth.shape)


def cases():
    random = np.random.default_rng(7)
    shape = (6, 24, 28)
    truth = blobs(random, shape, 2.5, 0.06)
    truth[:2] = False  # normal images
    seen = detector(random, truth, 0.3)
    yield "smooth", seen, truth
    yield "good", ndimage.gaussian_filter(truth.astype(float), (0, 0.6, 0.6)), truth
    yield "noise", random.random(shape), truth
    yield "ties", np.round(seen * 4), truth
    yield "on_thresholds", np.round(np.clip(seen, 0, 1) * STEPS) / STEPS, truth
    yield "sparse", np.where(seen > 0.3, np.round(seen * 3), 0), truth
    yield "signed_zeros", np.where(random.random(shape) < 0.5, -0.0, 0.0) + np.where(seen > 0.4, seen, 0), truth
    yield "far_apart", np.sign(seen) * 10 ** (random.random(shape) * 60 - 30), truth
    yield "upside_down", -seen, truth
    yield "many_regions", detector(random, many := blobs(random, (3, 40, 40), 0.8, 0.25), 0.2), many
    yield "one_image", seen[3:4], truth[3:4]
    yield "constant", np.full((2, 9, 7), 0.25), truth[3:5, :9, :7] | (np.indices((9, 7)).sum(0) < 3)
    yield "constant_per_image", np.broadcast_to(np.arange(4.0)[:, None, None], (4, 8, 8)), truth[2:, :8, :8]
    yield "all_normal", seen[:2], truth[:2]
    yield "all_anomalous", seen[:2], np.ones_like(truth[:2])
    yield "no_normal_image", seen[2:], truth[2:]
    yield "one_normal_pixel", np.ones((1, 1, 1)), np.zeros((1, 1, 1), bool)
    yield "one_defect_pixel", np.ones((1, 1, 1)), np.ones((1, 1, 1), bool)
    yield "missed", np.pad(np.ones((1, 2, 2)), ((0, 0), (0, 12), (0, 12))), \
        np.pad(np.ones((1, 3, 3), bool), ((0, 0), (9, 2), (9, 2)))

    ring = np.zeros((2, 30, 30), bool)
    ring[0, 3:20, 3:20] = True
    ring[0, 6:17, 6:17] = False  # a hole with a region inside
    ring[0, 10:12, 10:12] = True
    ring[1, 5:9, 5:25] = True
    distance = np.abs(np.indices((30, 30)) - 14).sum(0)
    diamond = np.stack([distance == 9, distance == 4])  # its inside leaks between corners
    yield "hole", ndimage.gaussian_filter(ring.astype(float), (0, 2, 2)), ring
    yield "leaking_hole", 1 / (1.0 + np.stack([distance, distance])) + 0.02 * random.random(diamond.shape), diamond

    square = np.zeros((1, 30, 30), bool)
    square[0, 5:25, 5:25] = True
    gap = square.copy()
    gap[0, 14:16] = False
    yield "fragments", gap.astype(float), square
    speckled = square.astype(float)
    speckled[0, 5:25:4, 5:25:4] = 0.5
    speckled[0, ::5, 27:] = 0.9  # strangers inside no box but their own
    yield "strangers", speckled, square


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--published", required=True, help="the published code's utils/metrics.py")
    parser.add_argument("--anomalib", required=True, type=Path, help="a checkout of anomalib")
    arguments = parser.parse_args()
    published, anomalib = load_published(arguments.published), load_anomalib(arguments.anomalib)
    tensors = {}
    for name, scores, truth in cases():
        scores, truth = np.ascontiguousarray(scores, np.float32), np.ascontiguousarray(truth, np.uint8)
        found = figures(scores, truth, published, anomalib)
        print(name, scores.shape, {k: round(float(v), 4) for k, v in found.items()})
        tensors |= {f"{name}.scores": scores, f"{name}.truth": truth}
        tensors |= {f"{name}.{k}": np.array([v], np.float64) for k, v in found.items()}
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FIXTURE)


if __name__ == "__main__":
    main()
