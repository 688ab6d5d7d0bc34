#include "pipeline/offline/offline_engine.h"

#include "pipeline/cascade.h"
#include "unit/pipeline/offline/synthetic_pictures.h"
#include "unit/temporary_folder.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <saa/saa.h>
#include <thread>
#include <vector>

namespace saa {
namespace {

/// The engine on a folder without weights: classical saliency, and no network to compile.
class OfflineEngine : public testing::Test {
 protected:
  [[nodiscard]] Segmenter segmenter(int threads = 1) const {
    SegmenterOptions options;
    options.engine = Engine::offline;
    options.models = folder_.path();
    options.threads = threads;
    return Segmenter(options);
  }

  test::TemporaryFolder folder_;
};

const cv::Size kSize{320, 240};

/// A ground surface with two holes.
Image spoilt() {
  cv::Mat holes = test::ellipse(kSize, {90, 110}, {13, 9});
  holes |= test::ellipse(kSize, {240, 60}, {7, 7});
  return test::to_image(test::shaded(test::grained(kSize), holes, 0.4));
}

TEST_F(OfflineEngine, SaysWhatItIs) {
  const Segmenter offline = segmenter();
  EXPECT_EQ(offline.engine(), "offline");
  EXPECT_EQ(offline.engine_notice(), "no language model; text prompts are not used");
  EXPECT_TRUE(offline.weights().empty());
  const Result result = offline.predict(spoilt());
  EXPECT_EQ(result.engine_notice, offline.engine_notice());
  ASSERT_EQ(result.notices.size(), 1);
  EXPECT_NE(result.notices[0].find("efficientnet-lite0-57934424.pth"), std::string::npos);
}

TEST_F(OfflineEngine, FindsHoles) {
  const Result result = segmenter().predict(spoilt());
  EXPECT_TRUE(result.pred_label);
  const RegionMask found =
      test::to_region(cv::Mat(result.height, result.width, CV_8UC1,
                              const_cast<std::uint8_t*>(result.pred_mask.values.data())));
  cv::Mat holes = test::ellipse(kSize, {90, 110}, {13, 9});
  holes |= test::ellipse(kSize, {240, 60}, {7, 7});
  EXPECT_GT(test::iou(found, test::to_region(holes)), 0.75);
}

TEST_F(OfflineEngine, FindsNothingOnACleanSurface) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const Image clean = test::to_image(test::grained(kSize, seed));
    EXPECT_FALSE(segmenter().predict(clean).pred_label) << seed;
  }
}

TEST_F(OfflineEngine, LooksOnThePartOnly) {
  const cv::Mat part = test::ellipse(kSize, {160, 120}, {100, 70});
  cv::Mat grey(kSize, CV_32FC1, cv::Scalar(225));
  test::grainless(kSize).copyTo(grey, part);
  const cv::Mat inside = test::ellipse(kSize, {150, 120}, {10, 8});
  const cv::Mat outside = test::ellipse(kSize, {20, 20}, {10, 8});
  const Result result =
      segmenter().predict(test::to_image(test::shaded(grey, inside | outside, 0.4)));
  EXPECT_TRUE(result.pred_label);
  EXPECT_GT(result.anomaly_map.at(150, 120), result.threshold);
  EXPECT_EQ(result.anomaly_map.at(20, 20), 0);
  EXPECT_NEAR(result.object_area, double(area(test::to_region(part))), 0.05 * result.object_area);
}

TEST_F(OfflineEngine, ListsDuplicatesWithTheirScores) {
  const Result result = segmenter().predict(spoilt());
  int duplicates = 0;
  for (const Region& region : result.regions) {
    if (region.fate.rule != Rule::duplicate) continue;
    ++duplicates;
    EXPECT_LE(region.fate.value, region.fate.limit);
  }
  EXPECT_GT(duplicates, 0);
}

TEST_F(OfflineEngine, SurvivesPicturesThatShowNothing) {
  const Segmenter offline = segmenter();
  const std::vector<cv::Size> sizes = {{1, 1},  {1, 300}, {300, 1},   {2, 2},    {5, 4},
                                       {15, 9}, {16, 16}, {5000, 20}, {20, 5000}};
  for (const cv::Size& size : sizes) {
    for (const int value : {0, 128, 255}) {
      const Result result =
          offline.predict(test::even_image(size.width, size.height, std::uint8_t(value)));
      EXPECT_EQ(result.pred_score, 0) << size.width << " x " << size.height;
      EXPECT_FALSE(result.pred_label);
    }
    if (size.area() < 4) continue;
    const Result noise = offline.predict(test::to_image(test::grainless(size, 60)));
    for (const float score : noise.anomaly_map.values) ASSERT_TRUE(std::isfinite(score));
  }
}

TEST_F(OfflineEngine, EveryPresetRuns) {
  for (const Preset preset : {Preset::paper, Preset::reference, Preset::saa}) {
    PredictOptions options;
    options.preset = preset;
    const Result result = segmenter().predict(spoilt(), {}, options);
    EXPECT_GT(result.anomaly_map.at(90, 110), 0) << preset_name(preset);
  }
}

TEST_F(OfflineEngine, AnswersTheSameFromManyThreadsAtATime) {
  const Image image = spoilt();
  const Result alone = segmenter(1).predict(image);
  const Segmenter shared = segmenter(2);
  std::vector<Result> results(4);
  std::vector<std::jthread> threads;
  threads.reserve(results.size());
  for (Result& result : results) threads.emplace_back([&] { result = shared.predict(image); });
  threads.clear();
  for (const Result& result : results)
    EXPECT_EQ(result.anomaly_map.values, alone.anomaly_map.values);
}

TEST_F(OfflineEngine, RefusesDamagedWeights) {
  std::ofstream(folder_ / "efficientnet-lite0-57934424.pth") << "not a checkpoint";
  EXPECT_THROW(segmenter(), WeightsError);
}

TEST(ModelsFolder, IsTheEnvironmentsIfItNamesOne) {
  ::setenv("SAA_MODELS", "/some/where", 1);
  EXPECT_EQ(default_models_dir(), "/some/where");
  ::unsetenv("SAA_MODELS");
}

}  // namespace
}  // namespace saa
