#include "image/gaussian_blur.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

TEST(GaussianBlur, IsWhatScipyMakesOfASmallPicture) {
  FloatMap map(4, 2);
  map.values = {1, 0, 0, 0, 0, 2, 0, 4};
  // scipy.ndimage.gaussian_filter(map, 0.8): the weights reach 3 pixels, beyond both edges.
  const std::vector<float> expected = {0.6657178F, 0.4784777F, 0.4135341F, 0.8051308F,
                                       0.5634744F, 0.8593820F, 1.0663224F, 2.1479607F};
  const FloatMap blurred = gaussian_blur(map, 0.8);
  ASSERT_EQ(blurred.values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(blurred.values[i], expected[i], 1e-6F) << i;  // rounding of a float
}

TEST(GaussianBlur, LeavesASinglePixelAsItIs) {
  EXPECT_FLOAT_EQ(gaussian_blur(FloatMap(1, 1, 3.5F), 4).values.front(), 3.5F);
}

}  // namespace
}  // namespace saa
