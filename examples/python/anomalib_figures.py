"""saa's results judged by anomalib's evaluator: python anomalib_figures.py IMAGE MASK [IMAGE MASK ...]

A mask is a picture file, 0 where the part is good; "-" stands for a good part. (AUPRO of anomalib asks for
images of one size, so it is not among the figures.) Needs anomalib 2, torch and Pillow.
"""

import sys

import numpy as np
import PIL.Image
import torch
from anomalib.data import ImageBatch
from anomalib.metrics import AUROC, Evaluator, F1Max

import saa


# saa's scores are absolute and may exceed 1. The metrics below put an image's scores through a sigmoid if one of them
# does, and leave other images as they are; on one scale within [0, 1] all stay comparable.
SCALE = 8.0


def batch_of(result, mask_file):
    """The fields have anomalib's names; it wants tensors with a batch dimension."""
    if mask_file == "-":
        truth = np.zeros(result.pred_mask.shape, bool)
    else:
        truth = np.asarray(PIL.Image.open(mask_file).convert("L")) > 0
    return ImageBatch(
        image=torch.zeros(1, 3, result.height, result.width),  # not looked at
        anomaly_map=torch.from_numpy(result.anomaly_map / SCALE)[None],
        pred_mask=torch.from_numpy(result.pred_mask.copy())[None],
        pred_score=torch.tensor([result.pred_score / SCALE]),
        pred_label=torch.tensor([result.pred_label]),
        gt_mask=torch.from_numpy(truth.copy())[None],
        gt_label=torch.tensor([bool(truth.any())]),
    )


def main(arguments):
    images, masks = arguments[::2], arguments[1::2]
    evaluator = Evaluator(test_metrics=[
        AUROC(fields=["pred_score", "gt_label"], prefix="image_"),
        AUROC(fields=["anomaly_map", "gt_mask"], prefix="pixel_"),
        F1Max(fields=["anomaly_map", "gt_mask"], prefix="pixel_"),
    ])
    segmenter = saa.Segmenter()
    for mask, result in zip(masks, segmenter.predict_batch(images)):
        batch = batch_of(result, mask)
        for metric in evaluator.test_metrics:
            metric.update(batch)
    for metric in evaluator.test_metrics:
        print(f"{metric.name}: {float(metric.compute()):.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
