#include "baselines/winclip/windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa::baselines {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Windows, StandAtEveryPlaceRowByRowEachWithTheClassTokenFirst) {
  const Windows windows(3, 2);
  EXPECT_EQ(windows.count(), 4);
  EXPECT_EQ(windows.tokens(), 5);
  // The patches of a 3 x 3 grid are tokens 1 to 9.
  EXPECT_THAT(windows.token_places(), ElementsAre(0, 1, 2, 4, 5,  //
                                                  0, 2, 3, 5, 6,  //
                                                  0, 4, 5, 7, 8,  //
                                                  0, 5, 6, 8, 9));
}

TEST(Windows, ThePublishedGridHasAsManyAsPublished) {
  EXPECT_EQ(Windows(15, 2).count(), 196);
  EXPECT_EQ(Windows(15, 3).count(), 169);
  EXPECT_EQ(Windows(15, 15).count(), 1);
  EXPECT_EQ(Windows(15, 15).tokens(), 226);
}

TEST(Windows, APatchHearsAllWindowsOverIt) {
  const std::vector<double> scores = {1.0, 0.5, 0.25, 0.125};                // inverse: 1 2 4 8
  EXPECT_THAT(Windows(3, 2).mean_inverse(scores), ElementsAre(1, 1.5, 2,     //
                                                              2.5, 3.75, 5,  //
                                                              4, 6, 8));
}

TEST(Windows, OneWindowOverAllSaysTheSameOfEveryPatch) {
  const std::vector<double> scores = {0.25};
  const std::vector<double> means = Windows(4, 4).mean_inverse(scores);
  EXPECT_THAT(means, SizeIs(16));
  EXPECT_THAT(means, Each(4.0));
}

}  // namespace
}  // namespace saa::baselines
