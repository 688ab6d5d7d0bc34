// Pillow's resampling (src/libImaging/Resample.c, versions up to 12), which the official networks'
// pre-processing goes through. What has to be kept for equal bits: where a pixel's support begins
// and ends, the order of normalising and rounding of the weights, 22-bit fixed point, and rounding
// to 8 bits between the passes.
#include "image/opencv_view.h"
#include "image/resize.h"
#include "image/size_check.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saa {
namespace {

constexpr int kFractionBits = 22;  // 32 bits less 8 of the pixel, less 2 for overshoot and sign
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);
constexpr std::size_t kChannels = 3;

double bilinear(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

/// Keys' cubic with a = -1/2.
double bicubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * kA;
  return 0.0;
}

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos3(double x) { return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0; }

struct Kernel {
  double (*weight)(double);
  double support;  // half width when enlarging
};

Kernel kernel_of(PillowFilter filter) {
  switch (filter) {
    case PillowFilter::bicubic:
      return {bicubic, 2.0};
    case PillowFilter::lanczos:
      return {lanczos3, 3.0};
    case PillowFilter::bilinear:
      break;
  }
  return {bilinear, 1.0};
}

/// For every output position along one axis: which inputs it sees and their fixed-point weights.
class Taps {
 public:
  Taps(int from, int to, const Kernel& kernel) : first_(to), count_(to) {
    const double scale = static_cast<double>(from) / to;
    const double stretch = std::max(scale, 1.0);
    const double support = kernel.support * stretch;
    stride_ = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
    weights_.resize(stride_ * std::size_t(to));
    std::vector<double> exact(stride_);
    for (int i = 0; i < to; ++i) {
      const double center = (i + 0.5) * scale;
      const int begin = std::max(0, static_cast<int>(std::floor(center - support + 0.5)));
      const int end = std::min(from, static_cast<int>(std::floor(center + support + 0.5)));
      double sum = 0.0;
      for (int x = begin; x < end; ++x) {
        exact[x - begin] = kernel.weight((x - center + 0.5) * (1.0 / stretch));
        sum += exact[x - begin];
      }
      first_[i] = begin;
      count_[i] = end - begin;
      for (int x = 0; x < count_[i]; ++x)
        weights_[i * stride_ + x] = fixed_point(sum != 0.0 ? exact[x] / sum : exact[x]);
    }
  }

  [[nodiscard]] int first(int i) const { return first_[i]; }
  [[nodiscard]] int count(int i) const { return count_[i]; }
  [[nodiscard]] const std::int32_t* weights(int i) const { return &weights_[i * stride_]; }

 private:
  static std::int32_t fixed_point(double weight) {
    const double scaled = weight * (1 << kFractionBits);
    return static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  std::size_t stride_ = 0;
  std::vector<int> first_;
  std::vector<int> count_;
  std::vector<std::int32_t> weights_;
};

std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

Image resize_columns(const Image& image, int width, const Kernel& kernel) {
  const Taps taps(image.width, width, kernel);
  Image result = make_image(width, image.height);
  std::uint8_t* out = result.rgb.data();
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* row = &image.rgb[std::size_t(y) * std::size_t(image.width) * kChannels];
    for (int x = 0; x < width; ++x) {
      const std::uint8_t* in = row + std::size_t(taps.first(x)) * kChannels;
      const std::int32_t* weights = taps.weights(x);
      const int count = taps.count(x);
      std::int32_t red = kHalf;
      std::int32_t green = kHalf;
      std::int32_t blue = kHalf;
      for (int k = 0; k < count; ++k, in += kChannels) {
        red += in[0] * weights[k];
        green += in[1] * weights[k];
        blue += in[2] * weights[k];
      }
      *out++ = to_byte(red);
      *out++ = to_byte(green);
      *out++ = to_byte(blue);
    }
  }
  return result;
}

Image resize_rows(const Image& image, int height, const Kernel& kernel) {
  const Taps taps(image.height, height, kernel);
  Image result = make_image(image.width, height);
  const std::size_t stride = std::size_t(image.width) * kChannels;
  std::vector<std::int32_t> sums(stride);
  for (int y = 0; y < height; ++y) {
    std::ranges::fill(sums, kHalf);
    const std::int32_t* weights = taps.weights(y);
    for (int k = 0; k < taps.count(y); ++k) {
      const std::uint8_t* in = &image.rgb[std::size_t(taps.first(y) + k) * stride];
      const std::int32_t weight = weights[k];
      for (std::size_t i = 0; i < stride; ++i) sums[i] += in[i] * weight;
    }
    std::ranges::transform(sums, &result.rgb[std::size_t(y) * stride], to_byte);
  }
  return result;
}

}  // namespace

Image pillow_resize(const Image& image, int width, int height, PillowFilter filter) {
  check_resize(image.width, image.height, width, height);
  const Kernel kernel = kernel_of(filter);
  Image result = width == image.width ? image : resize_columns(image, width, kernel);
  if (height != image.height) result = resize_rows(result, height, kernel);
  return result;
}

}  // namespace saa
