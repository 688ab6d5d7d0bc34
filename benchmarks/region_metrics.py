"""F_p and F_r of the paper for a folder of anomaly maps (NumPy, OpenCV).

The published protocol: scores to 400x400 (OpenCV cubic), masks to 400x400 (nearest, anything above 0 is a defect), scores
min-max normalised over the class. F_p is the best F1 on the exact precision-recall curve over all pixels. F_r takes 200 thresholds
from the largest score down in equal steps, strictly greater than; an 8-connected predicted region is a hit when, for some
ground-truth region, the IoU of the two binary images inside the union of both bounding boxes is at least 0.6;
precision = hits / predicted, recall = hits / ground truth. Several fragments of one defect each count as a hit there, so F_r can pass
100 %; the one-to-one form lets a ground-truth region be hit once (maximum matching) and cannot.
"""

import cv2
import numpy as np

SIDE = 400
STEPS = 200
MIN_IOU = 0.6


def to_protocol(anomaly_map, mask):
    """One image's map and mask at the protocol's size: float32 scores, bool mask."""
    scores = cv2.resize(anomaly_map.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    truth = cv2.resize((mask > 0).astype(np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    return scores, truth > 0


def max_f1_pixel(scores, truths):
    """F_p: (best F1, the score threshold where it is reached: scores >= threshold)."""
    score = np.concatenate([s.ravel() for s in scores])
    truth = np.concatenate([t.ravel() for t in truths])
    order = np.argsort(-score, kind="stable")
    score, truth = score[order], truth[order]
    hits = np.cumsum(truth)
    last_of_ties = np.append(score[1:] != score[:-1], True)
    f1 = 2 * hits / (np.arange(1, score.size + 1) + max(int(hits[-1]), 1))
    f1[~last_of_ties] = 0
    best = int(np.argmax(f1))
    return float(f1[best]), float(score[best])


def boxes(binary):
    """Bounding boxes (x, y, x end, y end) of 8-connected regions."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(binary.astype(np.uint8), connectivity=8)
    x, y, w, h = stats[1:count, 0], stats[1:count, 1], stats[1:count, 2], stats[1:count, 3]
    return np.stack([x, y, x + w, y + h], axis=1)


def matches(predicted, truth, truth_boxes):
    """For each predicted region of one image at one threshold, the indices of the ground-truth regions that it hits."""
    result = []
    for region in boxes(predicted):
        hit = []
        for index, other in enumerate(truth_boxes):
            x0, y0 = np.minimum(region[:2], other[:2])
            x1, y1 = np.maximum(region[2:], other[2:])
            p, t = predicted[y0:y1, x0:x1], truth[y0:y1, x0:x1]
            if np.count_nonzero(p & t) >= MIN_IOU * np.count_nonzero(p | t):
                hit.append(index)
        result.append(hit)
    return result


def matching_size(candidates):
    """Size of a maximum matching between predicted regions and the ground-truth regions each may take."""
    owner = {}

    def place(region, visited):
        for truth in candidates[region]:
            if truth in visited:
                continue
            visited.add(truth)
            if truth not in owner or place(owner[truth], visited):
                owner[truth] = region
                return True
        return False

    return sum(place(region, set()) for region in range(len(candidates)))


def f1(hits, predicted, total):
    return 2 * hits / (predicted + total) if hits else 0.0


def max_f1_region(scores, truths):
    """Published and one-to-one F_r, each as (best F1, the score threshold where it is reached: scores > threshold)."""
    low = min(float(s.min()) for s in scores)
    high = max(float(s.max()) for s in scores)
    truth_boxes = [boxes(t) for t in truths]
    total = sum(len(b) for b in truth_boxes)
    published = one_to_one = (0.0, high)
    for step in range(STEPS):
        threshold = high - step * (high - low) / STEPS
        hits = once = predicted = 0
        for score, truth, of_truth in zip(scores, truths, truth_boxes):
            if score.max() <= threshold:
                continue
            candidates = matches(score > threshold, truth, of_truth)
            predicted += len(candidates)
            hits += sum(bool(c) for c in candidates)
            once += matching_size(candidates)
        # The harmonic mean of hits / predicted and hits / total.
        published = max(published, (f1(hits, predicted, total), threshold))
        one_to_one = max(one_to_one, (f1(once, predicted, total), threshold))
    return published, one_to_one
