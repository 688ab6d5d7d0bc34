#include "evaluation/metrics/metrics.h"

#include "unit/evaluation/metrics/memory_images.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <saa/error.h>

namespace saa {
namespace {

using testing::HasSubstr;

Metrics metrics_of(std::vector<ScoredImage> images) {
  return evaluate_scores(MemoryImages(std::move(images))).metrics;
}

/// Random maps that see their truth through noise; every second picture is normal.
std::vector<ScoredImage> random_images(std::size_t count, int side, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform;
  std::vector<ScoredImage> images;
  for (std::size_t i = 0; i < count; ++i) {
    ScoredImage image{FloatMap(side, side), Mask(side, side)};
    for (float& score : image.scores.values) score = uniform(random);
    if (i % 2 == 0) {
      fill_box(image.truth, 3, 4, side / 2, side / 2, std::uint8_t{1});
      fill_box(image.truth, side - 6, side - 5, side - 1, side - 2, std::uint8_t{1});
    }
    for (std::size_t p = 0; p < image.truth.values.size(); ++p) {
      if (image.truth.values[p] != 0) image.scores.values[p] += 0.4F;
    }
    images.push_back(std::move(image));
  }
  return images;
}

void expect_same(const Metrics& a, const Metrics& b) {
  const auto same = [](const std::optional<AtThreshold>& x, const std::optional<AtThreshold>& y) {
    ASSERT_EQ(x.has_value(), y.has_value());
    if (!x) return;
    EXPECT_EQ(x->value, y->value);
    EXPECT_EQ(x->threshold, y->threshold);
  };
  EXPECT_EQ(a.image_auroc, b.image_auroc);
  EXPECT_EQ(a.image_ap, b.image_ap);
  same(a.image_f1_max, b.image_f1_max);
  EXPECT_EQ(a.pixel_auroc, b.pixel_auroc);
  EXPECT_EQ(a.pixel_ap, b.pixel_ap);
  same(a.pixel_f1_max, b.pixel_f1_max);
  EXPECT_EQ(a.aupro, b.aupro);
  EXPECT_EQ(a.aupro_reference, b.aupro_reference);
  same(a.region_f1, b.region_f1);
  same(a.region_f1_one_to_one, b.region_f1_one_to_one);
}

TEST(Metrics, CountFragmentsOfOneDefectOnceOnlyWhenMatchedOneToOne) {
  ScoredImage image{FloatMap(40, 40), Mask(40, 40)};
  fill_box(image.truth, 10, 10, 30, 30, std::uint8_t{1});
  fill_box(image.scores, 10, 10, 30, 30, 1.0F);
  fill_box(image.scores, 10, 19, 30, 21, 0.0F);  // a gap of two rows
  const Metrics metrics = metrics_of({image});
  EXPECT_DOUBLE_EQ(metrics.region_f1->value, 4.0 / 3);             // recall 2 / 1, precision 2 / 2
  EXPECT_DOUBLE_EQ(metrics.region_f1_one_to_one->value, 2.0 / 3);  // recall 1 / 1, precision 1 / 2
}

TEST(Metrics, CallAnIouOfSixTenthsAHitAndNoLess) {
  const auto region_f1 = [](int found, int width) {
    ScoredImage image{FloatMap(width + 2, 1), Mask(width + 2, 1)};
    fill_box(image.truth, 1, 0, 1 + width, 1, std::uint8_t{1});
    fill_box(image.scores, 1, 0, 1 + found, 1, 1.0F);
    return metrics_of({image}).region_f1->value;
  };
  EXPECT_EQ(region_f1(6, 10), 1.0);
  EXPECT_EQ(region_f1(599, 1000), 0.0);
}

TEST(Metrics, OfARowAreThoseDoneByHand) {
  const Metrics metrics =
      metrics_of({row({0.9F, 0.8F, 0.8F, 0.3F}, {1, 1, 0, 0}), row({0.5F, 0.1F}, {0, 0})});
  EXPECT_EQ(metrics.images, 2U);
  EXPECT_EQ(metrics.anomalous_images, 1U);
  EXPECT_DOUBLE_EQ(*metrics.pixel_auroc, 7.5 / 8);  // one of eight pairs is a tie
  EXPECT_DOUBLE_EQ(*metrics.pixel_ap, 0.5 * 1 + 0.5 * 2 / 3);
  EXPECT_DOUBLE_EQ(metrics.pixel_f1_max->value, 0.8);  // 2 of 3 called, all found
  EXPECT_FLOAT_EQ(static_cast<float>(metrics.pixel_f1_max->threshold), 0.8F);
  EXPECT_EQ(metrics.image_auroc, 1.0);
  EXPECT_EQ(metrics.image_f1_max->value, 1.0);
  EXPECT_FLOAT_EQ(static_cast<float>(metrics.image_f1_max->threshold), 0.9F);
}

TEST(Metrics, FindTheLowestOfEquallyGoodThresholds) {
  // F1 is 2/3 at 3 (one of one called, one of two found) and again at 1 (two of four).
  const Metrics metrics = metrics_of({row({3, 2, 2, 1}, {1, 0, 0, 1})});
  EXPECT_DOUBLE_EQ(metrics.pixel_f1_max->value, 2.0 / 3);
  EXPECT_EQ(metrics.pixel_f1_max->threshold, 1.0);
}

TEST(Metrics, GiveRegionThresholdsInAbsoluteScores) {
  ScoredImage image{FloatMap(8, 8, 10.0F), Mask(8, 8)};
  fill_box(image.truth, 2, 2, 6, 6, std::uint8_t{1});
  fill_box(image.scores, 2, 2, 6, 6, 30.0F);
  const Metrics metrics = metrics_of({image});
  EXPECT_EQ(metrics.region_f1->value, 1.0);
  EXPECT_DOUBLE_EQ(metrics.region_f1->threshold, 30 - 20.0 / 200);  // the first step below 30
}

TEST(Metrics, AreTheSameForScoresOnAnotherScale) {
  std::vector<ScoredImage> images = random_images(4, 24, 3);
  const Metrics before = metrics_of(images);
  for (ScoredImage& image : images) {
    for (float& score : image.scores.values) score *= 4;  // exact: no score rounds
  }
  const Metrics after = metrics_of(images);
  EXPECT_DOUBLE_EQ(*after.pixel_auroc, *before.pixel_auroc);
  EXPECT_DOUBLE_EQ(*after.pixel_ap, *before.pixel_ap);
  EXPECT_DOUBLE_EQ(*after.aupro, *before.aupro);
  EXPECT_EQ(after.pixel_f1_max->value, before.pixel_f1_max->value);
  EXPECT_EQ(after.region_f1->value, before.region_f1->value);
  EXPECT_DOUBLE_EQ(after.pixel_f1_max->threshold, before.pixel_f1_max->threshold * 4);
}

TEST(Metrics, DoNotDependOnThreadsOrOrder) {
  std::vector<ScoredImage> images = random_images(9, 33, 1);
  const auto with_threads = [&](int threads) {
    MetricOptions options;
    options.threads = threads;
    return evaluate_scores(MemoryImages(images), options).metrics;
  };
  const Metrics one = with_threads(1);
  expect_same(with_threads(4), one);
  std::ranges::reverse(images);
  expect_same(with_threads(3), one);
}

TEST(Metrics, AreUnsetWhereNothingIsNormalOrNothingAnomalous) {
  const Metrics normal = metrics_of({row({0.1F, 0.2F}, {0, 0})});
  EXPECT_FALSE(normal.pixel_auroc || normal.pixel_ap || normal.pixel_f1_max);
  EXPECT_FALSE(normal.image_auroc || normal.image_ap || normal.image_f1_max);
  EXPECT_FALSE(normal.aupro || normal.aupro_reference);
  EXPECT_FALSE(normal.region_f1 || normal.region_f1_one_to_one);

  const Metrics anomalous = metrics_of({row({0.1F, 0.2F}, {1, 1})});
  EXPECT_FALSE(anomalous.pixel_auroc || anomalous.image_auroc);
  EXPECT_FALSE(anomalous.aupro || anomalous.aupro_reference);
  EXPECT_EQ(anomalous.pixel_ap, 1.0);
  EXPECT_EQ(anomalous.pixel_f1_max->value, 1.0);
  EXPECT_TRUE(anomalous.region_f1.has_value());
}

TEST(Metrics, GiveAConstantMapHalfTheOrderAndNoRegions) {
  const Metrics metrics = metrics_of({row({0, 0, 0, 0}, {1, 0, 0, 0}), row({0, 0}, {0, 0})});
  EXPECT_EQ(metrics.pixel_auroc, 0.5);
  EXPECT_DOUBLE_EQ(*metrics.pixel_ap, 1.0 / 6);
  EXPECT_DOUBLE_EQ(*metrics.aupro, 0.15);  // the diagonal up to 0.3
  EXPECT_FALSE(metrics.aupro_reference);
  EXPECT_EQ(metrics.region_f1->value, 0.0);
}

TEST(Metrics, CallAnImageAnomalousWhoseDefectItsResizeLost) {
  ScoredImage lost = row({0.9F, 0.1F}, {0, 0});
  lost.anomalous = true;
  const Metrics metrics = metrics_of({lost, row({0.2F, 0.1F}, {0, 0})});
  EXPECT_EQ(metrics.anomalous_images, 1U);
  EXPECT_EQ(metrics.image_auroc, 1.0);
  EXPECT_FALSE(metrics.pixel_auroc);
}

TEST(Metrics, RankImagesByTheirNeighboursTooIfAllHaveThem) {
  std::vector<ScoredImage> images = {row({0.9F, 0.1F}, {1, 0}), row({0.2F, 0.1F}, {0, 0}),
                                     row({0.3F, 0.1F}, {0, 0})};
  images[0].neighbour_score = 1.2;
  images[1].neighbour_score = 1.3;
  EXPECT_FALSE(metrics_of(images).image_auroc_neighbours);
  images[2].neighbour_score = 0.8;
  const Metrics metrics = metrics_of(images);
  EXPECT_EQ(metrics.image_auroc, 1.0);
  EXPECT_EQ(metrics.image_auroc_neighbours, 0.5);
  EXPECT_EQ(metrics.image_ap_neighbours, 0.5);
  EXPECT_DOUBLE_EQ(metrics.image_f1_max_neighbours->value, 2.0 / 3);
  EXPECT_FLOAT_EQ(static_cast<float>(metrics.image_f1_max_neighbours->threshold), 1.2F);
}

TEST(Metrics, TakeImagesOfDifferentSizes) {
  const Metrics metrics = metrics_of({row({1, 0}, {1, 0}), row({0, 0, 0.5F}, {0, 0, 1})});
  EXPECT_EQ(metrics.pixel_auroc, 1.0);
  EXPECT_EQ(metrics.aupro, 1.0);
}

TEST(Metrics, LeaveOutWhatIsNotWanted) {
  MetricOptions options;
  options.regions = options.aupro = false;
  const Metrics metrics = evaluate_scores(MemoryImages(random_images(2, 16, 2)), options).metrics;
  EXPECT_TRUE(metrics.pixel_auroc && metrics.image_auroc);
  EXPECT_FALSE(metrics.aupro || metrics.aupro_reference);
  EXPECT_FALSE(metrics.region_f1 || metrics.region_f1_one_to_one);
}

TEST(Metrics, RefuseWhatCannotBeEvaluated) {
  EXPECT_THROW((void)metrics_of({}), InputError);
  EXPECT_THROW((void)metrics_of({{FloatMap(), Mask()}}), InputError);
  EXPECT_THROW((void)metrics_of({{FloatMap(2, 3), Mask(3, 2)}}), InputError);
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_THROW((void)metrics_of({row({infinity}, {0})}), InputError);
  try {
    (void)metrics_of({row({0, 0}, {0, 0}), row({0, std::nanf("")}, {0, 1})});
    ADD_FAILURE() << "a score that is not a number was accepted";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("Image 1"));
    EXPECT_THAT(error.what(), HasSubstr("column 1, row 0"));
  }
}

/// Gives other pictures from its second round on.
class ChangingImages final : public ScoredImages {
 public:
  ChangingImages(std::vector<ScoredImage> first, std::vector<ScoredImage> second)
      : first_(std::move(first)), second_(std::move(second)) {}
  [[nodiscard]] std::size_t count() const override { return first_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override {
    return asked_++ < first_.size() ? first_[index] : second_[index];
  }

 private:
  std::vector<ScoredImage> first_;
  std::vector<ScoredImage> second_;
  mutable std::atomic<std::size_t> asked_{0};
};

TEST(Metrics, NoticeImagesThatChangeBetweenReadings) {
  const ScoredImage before = row({0.5F, 0.501F, 1}, {0, 0, 0});
  const ScoredImage more = row({0.5F, 0.501F, 0.502F}, {0, 0, 0});
  const ScoredImage fewer = row({0.5F, 1, 1}, {0, 0, 0});
  EXPECT_THROW((void)evaluate_scores(ChangingImages({before}, {more})), InputError);
  EXPECT_THROW((void)evaluate_scores(ChangingImages({before}, {fewer})), InputError);
}

TEST(PixelCurve, HoldsTheBestPointAndNoMoreThanWanted) {
  const MemoryImages images(random_images(4, 24, 5));
  for (const std::size_t wanted : {1U, 2U, 3U, 10U, 100U}) {
    MetricOptions options;
    options.curve_points = wanted;
    const Evaluated evaluated = evaluate_scores(images, options);
    const std::vector<CurvePoint>& curve = evaluated.pixel_curve;
    EXPECT_LE(curve.size(), wanted);
    EXPECT_GE(curve.size() + 1, wanted);  // the best may be one of the others
    const auto best = std::ranges::max_element(curve, {}, &CurvePoint::f1);
    EXPECT_EQ(best->f1, evaluated.metrics.pixel_f1_max->value);
    EXPECT_EQ(best->threshold, evaluated.metrics.pixel_f1_max->threshold);
    EXPECT_TRUE(std::ranges::is_sorted(curve, std::ranges::greater{}, &CurvePoint::threshold));
    EXPECT_TRUE(std::ranges::is_sorted(curve, {}, &CurvePoint::recall));
    for (const CurvePoint& point : curve) {
      EXPECT_NEAR(point.f1, 2 * point.precision * point.recall / (point.precision + point.recall),
                  1e-15);
    }
    if (wanted > 1) {
      EXPECT_EQ(curve.back().recall, 1.0);
    }
  }
}

TEST(PixelCurve, IsEmptyUnlessAskedForOrWithoutDefects) {
  EXPECT_TRUE(evaluate_scores(MemoryImages(random_images(2, 16, 6))).pixel_curve.empty());
  MetricOptions options;
  options.curve_points = 5;
  EXPECT_TRUE(evaluate_scores(MemoryImages({row({1, 2}, {0, 0})}), options).pixel_curve.empty());
}

}  // namespace
}  // namespace saa
