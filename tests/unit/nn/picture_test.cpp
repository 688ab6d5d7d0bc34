#include "unit/nn/evaluate.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace saa::nn {
namespace {

/// x [B, C, H, W] at a place that may be outside.
float pixel(const Array& x, std::size_t b, std::size_t c, Dim row, Dim column, float outside) {
  if (row < 0 || row >= x.shape[2] || column < 0 || column >= x.shape[3]) return outside;
  return x.values[((b * x.size(1) + c) * x.size(2) + std::size_t(row)) * x.size(3) +
                  std::size_t(column)];
}

/// Weights are constants: runtimes may insist.
Value weight(const Value& beside, const Array& w) {
  return beside.builder().constant(w.values, w.shape);
}

struct Geometry {
  std::array<Dim, 2> stride = {1, 1};
  Padding2d padding = {};
  std::array<Dim, 2> dilation = {1, 1};
};

Dim out_size(Dim size, Dim kernel, Dim stride, Dim before, Dim after, Dim dilation) {
  return (size + before + after - dilation * (kernel - 1) - 1) / stride + 1;
}

/// SAME padding written out for one size of the input.
Padding2d explicit_same(const Array& x, Dim kernel, Dim stride) {
  const auto total = [&](Dim size) {
    return std::max<Dim>(((size + stride - 1) / stride - 1) * stride + kernel - size, 0);
  };
  const Dim rows = total(x.shape[2]);
  const Dim columns = total(x.shape[3]);
  return {rows / 2, columns / 2, rows - rows / 2, columns - columns / 2};
}

Array naive_conv(const Array& x, const Array& w, const Geometry& g, Dim groups) {
  const Padding2d& p = g.padding;
  Array out{{x.shape[0], w.shape[0],
             out_size(x.shape[2], w.shape[2], g.stride[0], p.top, p.bottom, g.dilation[0]),
             out_size(x.shape[3], w.shape[3], g.stride[1], p.left, p.right, g.dilation[1])},
            {}};
  for (std::size_t b = 0; b < x.size(0); ++b) {
    for (std::size_t o = 0; o < w.size(0); ++o) {
      const std::size_t group = o / (w.size(0) / std::size_t(groups));
      for (Dim row = 0; row < out.shape[2]; ++row) {
        for (Dim column = 0; column < out.shape[3]; ++column) {
          double sum = 0;
          for (std::size_t i = 0; i < w.size(1); ++i) {
            for (Dim u = 0; u < w.shape[2]; ++u) {
              for (Dim v = 0; v < w.shape[3]; ++v) {
                const float at = pixel(x, b, group * w.size(1) + i,
                                       row * g.stride[0] + u * g.dilation[0] - p.top,
                                       column * g.stride[1] + v * g.dilation[1] - p.left, 0.0F);
                sum += double(at) * double(pixel(w, o, i, u, v, 0.0F));
              }
            }
          }
          out.values.push_back(static_cast<float>(sum));
        }
      }
    }
  }
  return out;
}

TEST(Picture, ConvolutionAgreesWithLoopsForStridesPaddingAndDilation) {
  const Array x = random_array({2, 3, 11, 14}, 1);
  const Array w = random_array({5, 3, 3, 2}, 2);
  for (const Geometry& g :
       {Geometry{}, Geometry{{2, 3}, {1, 2, 0, 1}}, Geometry{{1, 2}, Padding2d::all(2), {3, 2}}}) {
    expect_near(evaluate({x},
                         [&](const auto& in) {
                           return conv2d(
                               in[0], weight(in[0], w),
                               {.stride = g.stride, .padding = g.padding, .dilation = g.dilation});
                         }),
                naive_conv(x, w, g, 1));
  }
}

TEST(Picture, GroupedAndDepthwiseConvolutionsSeeOnlyTheirGroup) {
  const Array x = random_array({1, 6, 9, 7}, 1);
  for (const Dim groups : {2, 6}) {
    const Array w = random_array({12, 6 / groups, 3, 3}, 2);
    expect_near(evaluate_static({x},
                                [&](const auto& in) {
                                  return conv2d(in[0], weight(in[0], w),
                                                {.padding = Padding2d::all(1), .groups = groups});
                                }),
                naive_conv(x, w, {.padding = Padding2d::all(1)}, groups));
  }
}

TEST(Picture, SamePaddingRoundsSizesUpWithTheOddPixelBelowAndRight) {
  for (const Dims& shape : {Dims{1, 2, 8, 8}, Dims{1, 2, 9, 14}, Dims{1, 2, 1, 2}}) {
    const Array x = random_array(shape, 1);
    const Array w = random_array({3, 2, 5, 5}, 2);
    expect_near(evaluate({x},
                         [&](const auto& in) {
                           return conv2d(
                               in[0], weight(in[0], w),
                               {.stride = {2, 2}, .padding = Padding2d::tensorflow_same()});
                         }),
                naive_conv(x, w, {.stride = {2, 2}, .padding = explicit_same(x, 5, 2)}, 1));
  }
}

TEST(Picture, TransposedConvolutionSpreadsEveryPixelByTheKernel) {
  const Array x = random_array({1, 3, 4, 5}, 1);
  const Array w = random_array({3, 2, 3, 3}, 2);
  const Dim height = 3 * 2 + 3 - 2;
  const Dim width = 4 * 2 + 3 - 2;
  Array expected{{1, 2, height, width}, std::vector<float>(std::size_t(2 * height * width))};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t o = 0; o < 2; ++o) {
      for (Dim row = 0; row < 4; ++row) {
        for (Dim column = 0; column < 5; ++column) {
          for (Dim u = 0; u < 3; ++u) {
            for (Dim v = 0; v < 3; ++v) {
              const Dim y = row * 2 + u - 1;
              const Dim z = column * 2 + v - 1;
              if (y < 0 || y >= height || z < 0 || z >= width) continue;
              expected.values[(o * std::size_t(height) + std::size_t(y)) * std::size_t(width) +
                              std::size_t(z)] +=
                  pixel(x, 0, i, row, column, 0.0F) * pixel(w, i, o, u, v, 0.0F);
            }
          }
        }
      }
    }
  }
  expect_near(evaluate({x},
                       [&](const auto& in) {
                         return conv_transpose2d(in[0], weight(in[0], w),
                                                 {.stride = {2, 2}, .padding = Padding2d::all(1)});
                       }),
              expected);
}

TEST(Picture, PoolingIgnoresOrCountsThePaddedPlaces) {
  const Array x = random_array({2, 3, 7, 8}, 1);
  Array largest{{2, 3, 4, 4}, {}};
  Array average = largest;
  for (std::size_t b = 0; b < 2; ++b) {
    for (std::size_t c = 0; c < 3; ++c) {
      for (Dim row = 0; row < 4; ++row) {
        for (Dim column = 0; column < 4; ++column) {
          float best = -std::numeric_limits<float>::infinity();
          double sum = 0;
          for (Dim u = -1; u < 2; ++u) {
            for (Dim v = -1; v < 2; ++v) {
              best = std::max(best, pixel(x, b, c, row * 2 + u, column * 2 + v, best));
              sum += pixel(x, b, c, row * 2 + u, column * 2 + v, 0.0F);
            }
          }
          largest.values.push_back(best);
          average.values.push_back(static_cast<float>(sum / 9));
        }
      }
    }
  }
  expect_near(
      evaluate({x}, [](const auto& in) { return max_pool(in[0], 3, 2, Padding2d::all(1)); }),
      largest);
  expect_near(
      evaluate({x}, [](const auto& in) { return mean_pool(in[0], 3, 2, Padding2d::all(1)); }),
      average);
}

/// One axis of PyTorch's bilinear interpolate: the two places and the weight of the second.
struct Blend {
  Dim first;
  Dim second;
  double weight;
};

Blend blend(Dim i, Dim from, Dim to) {
  const double at = std::max((double(i) + 0.5) * double(from) / double(to) - 0.5, 0.0);
  const Dim first = std::min(static_cast<Dim>(at), from - 1);
  return {first, std::min(first + 1, from - 1), at - double(first)};
}

TEST(Picture, ResizesAsPytorchUpAndDown) {
  const Array x = random_array({1, 2, 6, 7}, 1);
  for (const auto& [height, width] : {std::array<Dim, 2>{12, 21}, {9, 4}, {5, 10}}) {
    Array nearest{{1, 2, height, width}, {}};
    Array bilinear = nearest;
    for (std::size_t c = 0; c < 2; ++c) {
      for (Dim row = 0; row < height; ++row) {
        for (Dim column = 0; column < width; ++column) {
          nearest.values.push_back(pixel(x, 0, c, row * 6 / height, column * 7 / width, 0.0F));
          const Blend r = blend(row, 6, height);
          const Blend q = blend(column, 7, width);
          const auto at = [&](Dim y, Dim z) { return double(pixel(x, 0, c, y, z, 0.0F)); };
          bilinear.values.push_back(static_cast<float>(
              (1 - r.weight) *
                  ((1 - q.weight) * at(r.first, q.first) + q.weight * at(r.first, q.second)) +
              r.weight *
                  ((1 - q.weight) * at(r.second, q.first) + q.weight * at(r.second, q.second))));
        }
      }
    }
    const Dims size = {height, width};
    expect_near(evaluate({x}, [&](const auto& in) { return resize_nearest(in[0], size); }),
                nearest);
    expect_near(evaluate({x}, [&](const auto& in) { return resize_bilinear(in[0], size); }),
                bilinear);
  }
}

}  // namespace
}  // namespace saa::nn
