#include "models/sam/mask_resize.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace saa::sam {
namespace {

/// A picture with rows of any length, in doubles.
struct Plane {
  int width;
  int height;
  std::vector<double> values;
};

/// torch.nn.functional.interpolate(mode="bilinear", align_corners=False), place by place.
Plane interpolated(const Plane& from, int width, int height) {
  Plane to{width, height, {}};
  const auto source = [](int i, int size, int original) {
    return std::max((i + 0.5) * original / size - 0.5, 0.0);
  };
  const auto value = [&](int x, int y) {
    return from.values[std::size_t(std::min(y, from.height - 1) * from.width +
                                   std::min(x, from.width - 1))];
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double v = source(y, height, from.height);
      const double u = source(x, width, from.width);
      const int top = int(v);
      const int left = int(u);
      const double down = v - top;
      const double across = u - left;
      to.values.push_back(
          (1 - down) * ((1 - across) * value(left, top) + across * value(left + 1, top)) +
          down * ((1 - across) * value(left, top + 1) + across * value(left + 1, top + 1)));
    }
  }
  return to;
}

/// The logits at the image's size: both interpolations, and the cut between them.
Plane full_size(const std::vector<float>& low_res, const MaskFrame& frame) {
  const Plane low{frame.low_size, frame.low_size, {low_res.begin(), low_res.end()}};
  const Plane input = interpolated(low, frame.input_size, frame.input_size);
  Plane cut{frame.input_width, frame.input_height, {}};
  for (int y = 0; y < cut.height; ++y) {
    const auto row = input.values.begin() + std::ptrdiff_t(y) * input.width;
    cut.values.insert(cut.values.end(), row, row + cut.width);
  }
  return interpolated(cut, frame.width, frame.height);
}

bool inside(const RegionMask& mask, int x, int y) {
  const int column = x - mask.x;
  const int row = y - mask.y;
  return column >= 0 && row >= 0 && column < mask.window.width && row < mask.window.height &&
         mask.window.at(column, row) != 0;
}

/// Two blobs in the left half, noise on their edges.
std::vector<float> blobs(int size) {
  std::mt19937 random(7);
  std::normal_distribution<float> noise(0.0F, 0.3F);
  std::vector<float> values;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const float first = std::hypot(float(x) - 0.2F * float(size), float(y) - 0.3F * float(size));
      const float second = std::hypot(float(x) - 0.4F * float(size), float(y) - 0.5F * float(size));
      values.push_back(4.0F - 0.6F * std::min(first, second) + noise(random));
    }
  }
  return values;
}

class MaskResize : public testing::TestWithParam<MaskFrame> {};

TEST_P(MaskResize, AgreesWithInterpolatingTwiceInFull) {
  const MaskFrame& frame = GetParam();
  const std::vector<float> low_res = blobs(frame.low_size);
  const RegionMask mask = resize_mask(low_res, frame);
  const Plane logits = full_size(low_res, frame);
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const double logit = logits.values[std::size_t(y * frame.width + x)];
      // Nearer to 0 than f32 can tell, either answer is right.
      if (std::abs(logit) > 1e-5) {
        ASSERT_EQ(inside(mask, x, y), logit > 0) << "at " << x << ", " << y;
      }
    }
  }
}

TEST_P(MaskResize, GivesATightWindow) {
  const RegionMask mask = resize_mask(blobs(GetParam().low_size), GetParam());
  const Mask& window = mask.window;
  ASSERT_FALSE(mask.empty());
  const auto row_set = [&](int y) {
    return std::ranges::any_of(
        std::span(window.values).subspan(std::size_t(y * window.width), std::size_t(window.width)),
        [](std::uint8_t v) { return v != 0; });
  };
  const auto column_set = [&](int x) {
    for (int y = 0; y < window.height; ++y) {
      if (window.at(x, y) != 0) return true;
    }
    return false;
  };
  EXPECT_TRUE(row_set(0) && row_set(window.height - 1));
  EXPECT_TRUE(column_set(0) && column_set(window.width - 1));
}

INSTANTIATE_TEST_SUITE_P(Sizes, MaskResize,
                         testing::Values(MaskFrame{32, 128, 128, 80, 128, 80},
                                         MaskFrame{32, 128, 128, 97, 301, 229},
                                         MaskFrame{32, 128, 71, 128, 40, 72},
                                         MaskFrame{64, 256, 256, 256, 1000, 1000}));

TEST(MaskResizeEmpty, IsAnEmptyMaskWhereNoLogitIsAboveZero) {
  const std::vector<float> low_res(32 * 32, -0.5F);
  EXPECT_TRUE(resize_mask(low_res, {32, 128, 128, 80, 300, 200}).empty());
}

TEST(MaskResizeEmpty, IsAnEmptyMaskWhereOnlyThePaddingIsAboveZero) {
  std::vector<float> low_res(32 * 32, -0.5F);
  std::fill(low_res.begin() + 28 * 32, low_res.end(), 3.0F);
  EXPECT_TRUE(resize_mask(low_res, {32, 128, 128, 80, 300, 200}).empty());
}

}  // namespace
}  // namespace saa::sam
