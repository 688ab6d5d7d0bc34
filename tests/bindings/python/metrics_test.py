import numpy as np
import pytest
import saa
from saa import metrics

# Two images of 1 x 4 pixels: scores in falling order are defect, normal, defect, defect, normal …
SCORES = np.array([[[0.9, 0.8, 0.7, 0.1]], [[0.6, 0.3, 0.2, 0.0]]])
TRUTHS = np.array([[[1, 0, 1, 0]], [[1, 0, 0, 0]]])


def test_figures_of_pixels_by_hand():
    # Of 3 x 5 pairs, the defects at 0.7 and 0.6 each lose to the normal pixel at 0.8.
    assert metrics.auroc(SCORES, TRUTHS) == pytest.approx(13 / 15)
    assert metrics.average_precision(SCORES, TRUTHS) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    best = metrics.max_f1_pixel(SCORES, TRUTHS)
    assert best.value == pytest.approx(6 / 7) and best.threshold == pytest.approx(0.6)


def test_figures_of_images_by_hand():
    assert metrics.image_auroc([0.9, 0.2, 0.5], [1, 0, 0]) == 1
    assert metrics.image_auroc([0.9, 0.2, 0.5], [False, True, True]) == 0
    assert metrics.image_max_f1([0.9, 0.2, 0.5], [1, 0, 1]).value == 1
    assert metrics.image_average_precision([0.9, 0.2, 0.5], [0, 0, 1]) == pytest.approx(0.5)
    assert metrics.image_auroc([0.9], [1]) is None  # no normal image


def test_neighbours_have_figures_of_their_own():
    truths = [np.zeros((2, 2)), np.eye(2), np.eye(2)]
    maps = [np.eye(2), np.zeros((2, 2)), np.zeros((2, 2))]  # by the maps' maxima the good one is the worst
    figures = metrics.evaluate(maps, truths, neighbour_scores=[1.0, 1.5, 0.5])
    assert figures.image_auroc == 0 and figures.image_auroc_neighbours == 0.5
    assert figures.image_ap_neighbours == pytest.approx((1 + 2 / 3) / 2)
    assert figures.image_f1_max_neighbours.threshold == 0.5
    assert figures.figures()["image_AUROC_neighbours"] == 0.5
    for missing in (None, [1.0, None, 0.5]):
        assert metrics.evaluate(maps, truths, neighbour_scores=missing).figures()["image_F1Max_neighbours"] is None
    with pytest.raises(ValueError, match="2 neighbour_scores"):
        metrics.evaluate(maps, truths, neighbour_scores=[1.0, 1.5])


def test_regions_of_a_perfect_map():
    truth = np.zeros((40, 40), bool)
    truth[5:12, 5:12] = truth[20:30, 25:33] = True
    scores = truth * 0.8 + 0.1
    figures = metrics.evaluate(scores, truth)
    assert figures.region_f1.value == 1 and figures.region_f1_one_to_one.value == 1
    assert figures.aupro == 1 and figures.pixel_auroc == 1
    assert metrics.region_f1(scores, truth, one_to_one=True).value == 1 and metrics.aupro(scores, truth) == 1
    assert figures.figures()["pixel_AUROC"] == 1 and "pixel_AUROC 1.0000" in repr(figures)


def test_iterables_and_arrays_are_the_same():
    as_array = metrics.evaluate(SCORES, TRUTHS)
    as_generators = metrics.evaluate((each for each in SCORES), (each != 0 for each in TRUTHS))
    assert as_array.figures() == as_generators.figures() and as_array.images == 2


def test_side_brings_scores_and_truth_together():
    truth = np.zeros((80, 80), np.uint8)
    truth[20:50, 20:50] = 255
    scores = truth[::2, ::2] / 255
    assert metrics.evaluate(scores, truth, side=40).pixel_auroc == 1
    with pytest.raises(saa.InputError):
        metrics.evaluate(scores, truth)


@pytest.mark.parametrize("scores, truths, error", [
    (np.full((2, 2), np.nan), np.ones((2, 2)), saa.InputError),
    (np.zeros(4), np.ones(4), ValueError),
    ([np.zeros(4)], [np.ones(4)], ValueError),
    (np.zeros((2, 3, 3)), np.ones((1, 3, 3)), ValueError),
    (np.array([["a"]]), np.ones((1, 1)), TypeError),
    ([], [], saa.InputError),
])
def test_what_cannot_be_judged_is_refused(scores, truths, error):
    with pytest.raises(error):
        metrics.evaluate(scores, truths)
