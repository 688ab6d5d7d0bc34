#include "nn/depthwise_row.h"

#include "nn/lanes.h"

namespace saa::nn {
namespace {

/// Answers side by side that share the loads of weights and neighbours.
constexpr std::size_t kTogether = 4;

template <std::size_t kLanes>
struct RowFilter : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using typename Base::Floats;

  [[gnu::always_inline]] static void run(const DepthwiseRow& row, std::size_t count, float* out,
                                         std::size_t out_distance) {
    if (row.stride == 1) {
      run_strided<1>(row, count, out, out_distance);
    } else {
      run_strided<2>(row, count, out, out_distance);
    }
  }

 private:
  template <std::size_t kStride>
  [[gnu::always_inline]] static void run_strided(const DepthwiseRow& row, std::size_t count,
                                                 float* out, std::size_t out_distance) {
    const bool inner = row.rows[0] != nullptr && row.rows[2] != nullptr;
    const std::size_t whole = row.channels / kLanes * kLanes;
    std::size_t answer = 0;
    while (answer < count) {
      const std::size_t centre = row.centre + answer * kStride;
      const std::size_t last = centre + (kTogether - 1) * kStride;
      float* to = out + answer * out_distance;
      const bool together =
          inner && centre > 0 && last + 1 < row.width && answer + kTogether <= count;
      if (together) {
        for (std::size_t c = 0; c < whole; c += kLanes) {
          sum_together<kStride>(row, centre, c, to + c, out_distance);
        }
      }
      const std::size_t step = together ? kTogether : 1;
      for (std::size_t i = 0; i < step; ++i) {
        for (std::size_t c = together ? whole : 0; c < row.channels; c += kLanes) {
          sum_one(row, centre + i * kStride, c, to + i * out_distance + c);
        }
      }
      answer += step;
    }
  }

  /// A vector of channels of kTogether answers, all of whose neighbours exist.
  template <std::size_t kStride>
  [[gnu::always_inline]] static void sum_together(const DepthwiseRow& row, std::size_t centre,
                                                  std::size_t channel, float* out,
                                                  std::size_t out_distance) {
    Floats sums[kTogether];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kTogether; ++i) sums[i] = Base::load(row.bias + channel);
#pragma GCC unroll 3
    for (std::size_t y = 0; y < 3; ++y) {
      const float* from = row.rows[y] + (centre - 1) * row.distance + channel;
      const float* weights = row.weights + 3 * y * row.channels + channel;
      const Floats left = Base::load(weights);
      const Floats middle = Base::load(weights + row.channels);
      const Floats right = Base::load(weights + 2 * row.channels);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kTogether; ++i) {
        const float* at = from + i * kStride * row.distance;
        sums[i] += Base::load(at) * left;
        sums[i] += Base::load(at + row.distance) * middle;
        sums[i] += Base::load(at + 2 * row.distance) * right;
      }
    }
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kTogether; ++i) Base::store(sums[i], out + i * out_distance);
  }

  /// A vector of channels, or what is left of one, of an answer anywhere.
  [[gnu::always_inline]] static void sum_one(const DepthwiseRow& row, std::size_t centre,
                                             std::size_t channel, float* out) {
    const std::size_t left = row.channels - channel;
    Floats sums = Base::load(row.bias + channel, left, 0.0F);
    for (std::size_t tap = 0; tap < 9; ++tap) {
      const float* from = row.rows[tap / 3];
      const std::size_t place = centre + tap % 3;  // one more than the place, which may be -1
      if (from == nullptr || place == 0 || place > row.width) continue;
      sums += Base::load(from + (place - 1) * row.distance + channel, left, 0.0F) *
              Base::load(row.weights + tap * row.channels + channel, left, 0.0F);
    }
    Base::store(sums, out, left);
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void filter_v3(const DepthwiseRow& row, std::size_t count,
                                                 float* out, std::size_t out_distance) {
  RowFilter<8>::run(row, count, out, out_distance);
}
[[gnu::target("arch=x86-64-v4")]] void filter_v4(const DepthwiseRow& row, std::size_t count,
                                                 float* out, std::size_t out_distance) {
  RowFilter<16>::run(row, count, out, out_distance);
}
#endif

}  // namespace

std::vector<float> by_tap(const float* weight, std::size_t channels) {
  std::vector<float> result(9 * channels);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t tap = 0; tap < 9; ++tap) result[tap * channels + c] = weight[c * 9 + tap];
  }
  return result;
}

void filter(const DepthwiseRow& row, std::size_t count, float* out, std::size_t out_distance) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return filter_v4(row, count, out, out_distance);
  if (machine() == Machine::v3) return filter_v3(row, count, out, out_distance);
#endif
  RowFilter<4>::run(row, count, out, out_distance);
}

}  // namespace saa::nn
