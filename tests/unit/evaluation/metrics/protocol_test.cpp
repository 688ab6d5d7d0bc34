#include "evaluation/metrics/protocol.h"

#include "image/resize.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

TEST(Protocol, BringsMapAndTruthOfDifferentSizesToOneSquare) {
  const ScoredImage scored = to_protocol(FloatMap(37, 20, 0.5F), Mask(64, 48, 1));
  EXPECT_EQ(scored.scores.width, kProtocolSide);
  EXPECT_EQ(scored.scores.height, kProtocolSide);
  EXPECT_EQ(scored.truth.width, kProtocolSide);
  EXPECT_EQ(scored.truth.height, kProtocolSide);
  EXPECT_EQ(scored.truth.values, Mask(400, 400, 1).values);
}

TEST(Protocol, TakesScoresCubicAndTruthNearest) {
  FloatMap map(8, 8);
  map.at(4, 3) = 1.0F;
  Mask truth(8, 8);
  truth.at(4, 3) = 1;
  const ScoredImage scored = to_protocol(map, truth, /*side=*/20);
  EXPECT_EQ(scored.scores.values, opencv_resize_cubic(map, 20, 20).values);
  EXPECT_EQ(scored.truth.values, opencv_resize_nearest(truth, 20, 20).values);
  EXPECT_LT(*std::ranges::min_element(scored.scores.values), 0.0F);  // cubic overshoots
}

TEST(Protocol, KeepsPixelsThatAlreadyHaveTheSize) {
  FloatMap map(3, 3);
  map.at(1, 1) = 0.25F;
  Mask truth(3, 3);
  truth.at(2, 0) = 1;
  const ScoredImage scored = to_protocol(map, truth, /*side=*/3);
  EXPECT_EQ(scored.scores.values, map.values);
  EXPECT_EQ(scored.truth.values, truth.values);
}

TEST(Protocol, CallsEveryValueAboveZeroADefect) {
  const ScoredImage scored = to_protocol(FloatMap(2, 2), Mask(2, 2, 255), /*side=*/2);
  EXPECT_EQ(scored.truth.values, Mask(2, 2, 1).values);
}

TEST(Protocol, RefusesWhatHasNoPixels) {
  EXPECT_THROW((void)to_protocol(FloatMap(), Mask(2, 2)), InputError);
  EXPECT_THROW((void)to_protocol(FloatMap(2, 2), Mask()), InputError);
  EXPECT_THROW((void)to_protocol(FloatMap(2, 2), Mask(2, 2), /*side=*/0), InputError);
}

}  // namespace
}  // namespace saa
