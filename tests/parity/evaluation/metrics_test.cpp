// Every figure against scikit-learn, the published code, anomalib and the plain definitions, on the
// small categories that tests/parity/metrics.py made.
#include "evaluation/metrics/metrics.h"

#include "checkpoint/load.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace saa {
namespace {

// Both sides count in integers and add fewer than 5,000 doubles.
constexpr double kTolerance = 1e-9;

const StateDict& fixture() {
  static const StateDict dict =
      load_checkpoint(std::filesystem::path(SAA_SOURCE_DIR) /
                      "tests/parity/evaluation/fixtures/metrics.safetensors");
  return dict;
}

class FixtureImages final : public ScoredImages {
 public:
  explicit FixtureImages(const std::string& name)
      : scores_(fixture().find(name + ".scores")), truth_(fixture().find(name + ".truth")) {}

  [[nodiscard]] std::size_t count() const override { return std::size_t(scores_->shape[0]); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override {
    const int height = static_cast<int>(scores_->shape[1]);
    const int width = static_cast<int>(scores_->shape[2]);
    ScoredImage image{FloatMap(width, height), Mask(width, height)};
    const std::size_t pixels = image.truth.values.size();
    std::memcpy(image.truth.values.data(), truth_->bytes.data() + index * pixels, pixels);
    std::memcpy(image.scores.values.data(), scores_->bytes.data() + index * pixels * sizeof(float),
                pixels * sizeof(float));
    return image;
  }

 private:
  const Tensor* scores_;
  const Tensor* truth_;
};

double normal_pixels(const FixtureImages& images) {
  std::ptrdiff_t pixels = 0;
  for (std::size_t i = 0; i < images.count(); ++i)
    pixels += std::ranges::count(images.at(i).truth.values, std::uint8_t{0});
  return static_cast<double>(pixels);
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& [key, tensor] : fixture().tensors()) {
    if (key.ends_with(".scores")) names.push_back(key.substr(0, key.size() - 7));
  }
  return names;
}

double expected_figure(const std::string& name, const std::string& figure) {
  double expected = 0;
  std::memcpy(&expected, fixture().find(name + "." + figure)->bytes.data(), sizeof expected);
  return expected;
}

/// Those in which no score repeats, with something to measure.
std::vector<std::string> tie_free_cases() {
  std::vector<std::string> names = cases();
  std::erase_if(names, [](const std::string& name) {
    return std::isnan(expected_figure(name, "aupro_every_threshold"));
  });
  return names;
}

class MetricsParity : public testing::TestWithParam<std::string> {
 protected:
  void expect(const std::string& figure, std::optional<double> found) const {
    SCOPED_TRACE(figure);
    const double expected = expected_figure(GetParam(), figure);
    ASSERT_EQ(found.has_value(), !std::isnan(expected)) << "expected " << expected;
    if (found) {
      EXPECT_NEAR(*found, expected, kTolerance);
    }
  }
  void expect(const std::string& figure, const std::string& threshold,
              const std::optional<AtThreshold>& found) const {
    expect(figure, found ? std::optional(found->value) : std::nullopt);
    expect(threshold, found ? std::optional(found->threshold) : std::nullopt);
  }
  static std::optional<double> value(const std::optional<AtThreshold>& figure) {
    return figure ? std::optional(figure->value) : std::nullopt;
  }
};

class TieFreeMetricsParity : public MetricsParity {};

TEST_P(MetricsParity, OfTheRankingWithScikitLearn) {
  const Metrics metrics = evaluate_scores(FixtureImages(GetParam())).metrics;
  expect("pixel_auroc", metrics.pixel_auroc);
  expect("pixel_ap", metrics.pixel_ap);
  expect("pixel_f1_max", "pixel_f1_threshold", metrics.pixel_f1_max);
  expect("image_auroc", metrics.image_auroc);
  expect("image_ap", metrics.image_ap);
  expect("image_f1_max", "image_f1_threshold", metrics.image_f1_max);
}

TEST_P(MetricsParity, OfAuproWithItsDefinitionAndThePublishedCode) {
  const Metrics metrics = evaluate_scores(FixtureImages(GetParam())).metrics;
  expect("aupro", metrics.aupro);
  expect("aupro_reference", metrics.aupro_reference);
}

TEST_P(MetricsParity, OfAuproWithAnomalibsMetric) {
  expect("aupro_anomalib", evaluate_scores(FixtureImages(GetParam())).metrics.aupro);
}

// anomalib holds its own metric against MVTec's evaluation code. Asked for a threshold at every
// normal pixel's score, that joins by slopes what the exact curve joins by steps, each 1 / N wide
// for N normal pixels, and so ends up half a step's height too high: all together 0.5 / N at most.
TEST_P(TieFreeMetricsParity, OfAuproWithTheReferenceOfAnomalibsTests) {
  const double expected = expected_figure(GetParam(), "aupro_every_threshold");
  const FixtureImages images(GetParam());
  const std::optional<double> found = evaluate_scores(images).metrics.aupro;
  ASSERT_TRUE(found);
  EXPECT_GE(expected, *found - kTolerance);
  EXPECT_LE(expected, *found + 0.5 / normal_pixels(images) / 0.3 + kTolerance);
}

TEST_P(MetricsParity, OfRegionsWithThePublishedCodeAndAMaximumMatching) {
  const Metrics metrics = evaluate_scores(FixtureImages(GetParam())).metrics;
  expect("region_f1", value(metrics.region_f1));
  expect("region_f1_one_to_one", value(metrics.region_f1_one_to_one));
}

INSTANTIATE_TEST_SUITE_P(TieFree, TieFreeMetricsParity, testing::ValuesIn(tie_free_cases()),
                         [](const auto& test) { return test.param; });
INSTANTIATE_TEST_SUITE_P(Cases, MetricsParity, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace saa
