#include "pipeline/saliency.h"

#include "image/resize.h"
#include "pipeline/object_saliency.h"
#include "pipeline/self_saliency.h"
#include "unit/pipeline/fake_engine.h"
#include "unit/pipeline/naive_saliency.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr int kWidth = 30;
constexpr int kHeight = 20;

class SaliencyMap : public ::testing::Test {
 protected:
  FloatMap run(const Choices& choices, int object_count, std::vector<RegionMask> masks) {
    const EngineParts engine = make_fake_engine(
        {.features = {{256, near_}, {1024, fine_}}, .expected_order = choices.network_channels});
    InspectedObject object;
    object.masks = std::move(masks);
    const Image image = grey_image(kWidth, kHeight);
    return saliency_map(saliency_grid(image, *engine.saliency, object, object_count, choices,
                                      similarity_, 1, notices_),
                        image);
  }

  [[nodiscard]] FloatMap at_image_size(const FloatMap& map) const {
    return opencv_resize_bilinear(map, kWidth, kHeight);
  }

  FeatureGrid near_ = random_features(8, 8, 4, 1);
  FeatureGrid fine_ = random_features(16, 16, 4, 2);
  nn::Similarity similarity_{1};
  std::vector<std::string> notices_;
};

const Choices kPaper = choices_for(Preset::paper);
const Choices kReference = choices_for(Preset::reference);
const RegionMask kLeft = {0, 0, Mask(10, 20, 1)};
const RegionMask kRight = {18, 0, Mask(12, 20, 1)};

TEST_F(SaliencyMap, PaperComparesWithinTheImageWhateverTheCount) {
  const FloatMap map = run(kPaper, 2, {kLeft, kRight});
  EXPECT_EQ(map.values, at_image_size(self_saliency(near_, {}, 1, similarity_, 1)).values);
  EXPECT_TRUE(notices_.empty());
}

TEST_F(SaliencyMap, ReferenceComparesWithinTheImageForOneObject) {
  const FloatMap map = run(kReference, 1, {kLeft, kRight});
  EXPECT_EQ(map.values,
            at_image_size(self_saliency(near_, kReference.neighbours, 0.5, similarity_, 1)).values);
}

TEST_F(SaliencyMap, ReferenceComparesSeveralObjects) {
  const FloatMap map = run(kReference, 2, {kLeft, kRight});
  // 30 x 20 pixels seen from 16 x 16 positions.
  const std::vector<RegionMask> on_grid = {{0, 0, Mask(6, 16, 1)}, {10, 0, Mask(6, 16, 1)}};
  EXPECT_EQ(map.values, at_image_size(object_saliency(fine_, on_grid, 0.5, similarity_, 1)).values);
  EXPECT_TRUE(notices_.empty());
}

TEST_F(SaliencyMap, FallsBackWithANoticeWhereThereIsNothingToCompare) {
  const FloatMap whole = run(kReference, 1, {});
  ASSERT_TRUE(notices_.empty());
  EXPECT_EQ(run(kReference, 4, {}).values, whole.values);
  EXPECT_EQ(run(kReference, 4, {kLeft}).values, whole.values);
  // The second one lies between the pixels that the grid samples.
  EXPECT_EQ(run(kReference, 4, {kLeft, {29, 19, Mask(1, 1, 1)}}).values, whole.values);
  ASSERT_EQ(notices_.size(), 3U);
  EXPECT_NE(notices_[0].find("found 0 of 4"), std::string::npos);
  EXPECT_NE(notices_[1].find("found 1 of 4"), std::string::npos);
  EXPECT_NE(notices_[2].find("found 1 of 4"), std::string::npos);
}

Region region_of(double score, RegionMask mask, std::int64_t area) {
  Region region;
  region.scores.generator = score;
  region.scores.rescored = score;
  region.mask = std::move(mask);
  region.area = area;
  return region;
}

TEST(Rescore, MultipliesByTheExponentialOfTheMean) {
  FloatMap saliency(4, 1);
  saliency.values = {0.1F, 0.3F, 0.9F, 0.9F};
  const Candidates rescored =
      rescore({region_of(0.5, {0, 0, Mask(2, 1, 1)}, 2)}, saliency, /*gain=*/3);
  EXPECT_NEAR(*rescored[0].scores.saliency, 0.2, 1e-7);
  EXPECT_NEAR(*rescored[0].scores.saliency_factor, std::exp(0.6), 1e-6);
  EXPECT_NEAR(rescored[0].scores.rescored, 0.5 * std::exp(0.6), 1e-6);
  EXPECT_EQ(rescored[0].scores.generator, 0.5);
}

TEST(Rescore, LeavesAnEmptyMaskItsScore) {
  const Candidates rescored = rescore({region_of(0.5, {}, 0)}, FloatMap(4, 1, 0.5F), 1);
  EXPECT_FALSE(rescored[0].scores.saliency.has_value());
  EXPECT_EQ(rescored[0].scores.saliency_factor, 1.0);
  EXPECT_EQ(rescored[0].scores.rescored, 0.5);
}

TEST(Rescore, PassesOverDroppedCandidates) {
  Region dropped = region_of(0.5, {0, 0, Mask(2, 1, 1)}, 2);
  drop(dropped, Rule::area, 2, 1);
  const Candidates rescored = rescore({dropped}, FloatMap(4, 1, 0.5F), 1);
  EXPECT_FALSE(rescored[0].scores.saliency_factor.has_value());
  EXPECT_EQ(rescored[0].scores.rescored, 0.5);
}

}  // namespace
}  // namespace saa
