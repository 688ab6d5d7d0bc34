"""F_p and F_r of the paper for a folder of anomaly maps (NumPy, OpenCV).

The published protocol: scores to 400x400 (OpenCV cubic), masks to 400x400 (nearest, anything above 0 is a defect), scores
min-max normalised over the class. F_p is the best F1 on the exact precision-recall curve over all pixels. F_r takes 200 thresholds
from the largest score down in equal steps, strictly greater than; an 8-connected predicted region is a hit when, for some
ground-truth region, the IoU of the two binary images inside the union of both bounding boxes is at least 0.6;
precision = hits / predicted, recall = hits / ground truth.
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


def count_hits(predicted, truth, truth_boxes):
    """(hits, predicted regions) of one image at one threshold."""
    regions = boxes(predicted)
    hits = 0
    for region in regions:
        for other in truth_boxes:
            x0, y0 = np.minimum(region[:2], other[:2])
            x1, y1 = np.maximum(region[2:], other[2:])
            p, t = predicted[y0:y1, x0:x1], truth[y0:y1, x0:x1]
            if np.count_nonzero(p & t) >= MIN_IOU * np.count_nonzero(p | t):
                hits += 1
                break
    return hits, len(regions)


def max_f1_region(scores, truths):
    """F_r: (best F1, the score threshold where it is reached: scores > threshold)."""
    low = min(float(s.min()) for s in scores)
    high = max(float(s.max()) for s in scores)
    truth_boxes = [boxes(t) for t in truths]
    total = sum(len(b) for b in truth_boxes)
    best = (0.0, high)
    for step in range(STEPS):
        threshold = high - step * (high - low) / STEPS
        hits = predicted = 0
        for score, truth, of_truth in zip(scores, truths, truth_boxes):
            if score.max() <= threshold:
                continue
            h, p = count_hits(score > threshold, truth, of_truth)
            hits, predicted = hits + h, predicted + p
        if hits:
            precision, recall = hits / predicted, hits / total
            best = max(best, (2 * precision * recall / (precision + recall), threshold))
    return best
