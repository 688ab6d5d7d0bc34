#include "nn/deformable_attention_rows.h"

#include "nn/lanes.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace saa::nn {
namespace {

/// What the samples of one query share among its heads, sample by sample, in whole vectors.
struct Samples {
  explicit Samples(std::size_t padded)
      : width(padded, 1),
        height(padded, 1),
        start(padded, 0),
        x(padded),
        y(padded),
        x_scale(padded),
        y_scale(padded),
        attention(padded),
        site(4 * padded),
        weight(4 * padded) {}

  std::vector<std::int32_t> width, height, start;  ///< of the sample's level
  std::vector<float> x, y;                         ///< in pixels, where an offset of zero leads
  std::vector<float> x_scale, y_scale;             ///< pixels in one unit of an offset
  std::vector<float> attention;                    ///< of the head at hand
  // The four pixels about each sample, corner by corner: where they are and what they count.
  std::vector<std::int32_t> site;
  std::vector<float> weight;
};

/// The arithmetic on vectors of `kLanes` numbers, which the compiler maps to the instructions of
/// the function that it is inlined into.
template <std::size_t kLanes>
class Vectors : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using Base::exp_nonpositive;
  using Base::store;
  using typename Base::Floats;
  using typename Base::Ints;
  using typename Base::Places;

 public:
  template <typename T>
  [[gnu::always_inline]] static void rows(const DeformableRows<T>& call, std::size_t begin,
                                          std::size_t end) {
    const std::size_t count = call.levels.size() * call.points;
    Samples samples((count + kLanes - 1) / kLanes * kLanes);
    for (std::size_t s = 0; s < count; ++s) {
      const DeformableLevel& level = call.levels[s / call.points];
      samples.width[s] = level.width;
      samples.height[s] = level.height;
      samples.start[s] = level.start;
    }
    const std::size_t stride = call.heads * call.channels;
    for (std::size_t row = begin; row < end; ++row) {
      place(call, row, samples);
      const T* value = call.value + row / call.queries * call.sites * stride;
      for (std::size_t head = 0; head < call.heads; ++head) {
        const std::size_t first = (row * call.heads + head) * count;
        softmax(call.logits + first, count, samples.attention.data());
        find_pixels(call.offsets + 2 * first, count, samples);
        gather_channels(value + head * call.channels, stride, call.channels, samples,
                        call.result + row * stride + head * call.channels);
      }
    }
  }

 private:
  using Halves = typename VectorOf<std::uint16_t, kLanes>::type;
  using Words = typename VectorOf<std::uint32_t, kLanes>::type;

  [[gnu::always_inline]] static float widen(float value) { return value; }
  [[gnu::always_inline]] static float widen(Bfloat16 value) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(value) << 16);
  }

  using Base::load;
  [[gnu::always_inline]] static Floats load(const Bfloat16* from) {
    Halves halves;
    std::memcpy(&halves, from, sizeof(halves));
    return __builtin_bit_cast(Floats, __builtin_convertvector(halves, Words) << 16);
  }

  /// Of the pairs in two vectors, the first numbers (0) or the second (1).
  template <std::size_t which, std::size_t... place>
  [[gnu::always_inline]] static Floats of_pairs(const Floats& a, const Floats& b,
                                                std::index_sequence<place...>) {
    return __builtin_shufflevector(a, b, (2 * place + which)...);
  }

  /// Softmax of `count` numbers into whole vectors of lanes, zeros behind.
  [[gnu::always_inline]] static void softmax(const float* logits, std::size_t count, float* out) {
    constexpr float kNothing = -std::numeric_limits<float>::infinity();
    Floats top = Floats{} + kNothing;
    for (std::size_t s = 0; s < count; s += kLanes) {
      const Floats x = load(logits + s, count - s, kNothing);
      top = x > top ? x : top;
    }
    const float largest = Base::greatest(top);
    Floats sum = {};
    for (std::size_t s = 0; s < count; s += kLanes) {
      const Floats power = exp_nonpositive(load(logits + s, count - s, kNothing) - largest);
      store(power, out + s);
      sum += power;
    }
    const float scale = 1.0F / Base::total(sum);
    for (std::size_t s = 0; s < count; s += kLanes) store(load(out + s) * scale, out + s);
  }

  /// Where the samples of a query lie before their offsets.
  template <typename T>
  [[gnu::always_inline]] static void place(const DeformableRows<T>& call, std::size_t row,
                                           Samples& samples) {
    const float* reference = call.reference + row * call.levels.size() * call.reference_size;
    const bool box = call.reference_size == 4;
    const float unit = 0.5F / static_cast<float>(call.points);
    std::size_t s = 0;
    for (const DeformableLevel& level : call.levels) {
      const float width = static_cast<float>(level.width);
      const float height = static_cast<float>(level.height);
      for (const std::size_t end = s + call.points; s < end; ++s) {
        samples.x[s] = reference[0] * width - 0.5F;
        samples.y[s] = reference[1] * height - 0.5F;
        samples.x_scale[s] = box ? reference[2] * width * unit : 1.0F;
        samples.y_scale[s] = box ? reference[3] * height * unit : 1.0F;
      }
      reference += call.reference_size;
    }
  }

  /// The two pixels about a place on one axis, at or above 0 and below `size`, and what each
  /// counts.
  struct Pair {
    Ints first, second;
    Floats first_weight, second_weight;
  };

  [[gnu::always_inline]] static Pair pixels_about(const Floats& place, const Floats& size) {
    // At -1 and at the end both pixels count nothing; so does a NaN, which fails the first test.
    Floats at = place > -1.0F ? place : Floats{} - 1.0F;
    at = at < size ? at : size;
    // Compared and bounded as floats, one test at a time: anything else falls apart into single
    // numbers on AVX-512.
    const Ints floor = __builtin_convertvector(at + 1.0F, Ints);
    const Floats before = __builtin_convertvector(floor, Floats) - 1.0F;
    const Floats after = before + 1.0F;
    const Floats part = at - before;
    const Floats last = size - 1.0F;
    const Floats rest = 1.0F - part < size - at ? 1.0F - part : size - at;  // 0 at the end
    const Floats first = before > 0.0F ? before : Floats{};
    Pair pair;
    pair.first_weight = before < 0.0F ? Floats{} : rest;
    pair.second_weight = after < size ? part : Floats{};
    pair.first = __builtin_convertvector(first < last ? first : last, Ints);
    pair.second = __builtin_convertvector(after < last ? after : last, Ints);
    return pair;
  }

  /// The pixels about the samples of one head, from its offsets.
  [[gnu::always_inline]] static void find_pixels(const float* offsets, std::size_t count,
                                                 Samples& samples) {
    const std::size_t padded = samples.x.size();
    for (std::size_t s = 0; s < count; s += kLanes) {
      const std::size_t left = 2 * (count - s);
      const Floats low = load(offsets + 2 * s, left, 0.0F);
      const Floats high =
          left > kLanes ? load(offsets + 2 * s + kLanes, left - kLanes, 0.0F) : Floats{};
      const Floats x_offset = of_pairs<0>(low, high, Places());
      const Floats y_offset = of_pairs<1>(low, high, Places());
      const Ints width = load(&samples.width[s]);
      const Ints height = load(&samples.height[s]);
      const Pair x = pixels_about(load(&samples.x[s]) + load(&samples.x_scale[s]) * x_offset,
                                  __builtin_convertvector(width, Floats));
      const Pair y = pixels_about(load(&samples.y[s]) + load(&samples.y_scale[s]) * y_offset,
                                  __builtin_convertvector(height, Floats));
      const Floats attention = load(&samples.attention[s]);
      const Ints start = load(&samples.start[s]);
      const Ints upper = start + y.first * width;
      const Ints lower = start + y.second * width;
      const Floats upper_weight = y.first_weight * attention;
      const Floats lower_weight = y.second_weight * attention;
      store(upper + x.first, &samples.site[s]);
      store(upper + x.second, &samples.site[padded + s]);
      store(lower + x.first, &samples.site[2 * padded + s]);
      store(lower + x.second, &samples.site[3 * padded + s]);
      store(upper_weight * x.first_weight, &samples.weight[s]);
      store(upper_weight * x.second_weight, &samples.weight[padded + s]);
      store(lower_weight * x.first_weight, &samples.weight[2 * padded + s]);
      store(lower_weight * x.second_weight, &samples.weight[3 * padded + s]);
    }
  }

  /// Weighted sum over the pixels, of N vectors of channels that begin at `value` in site 0.
  /// Samples outside their pictures are not read: an infinite number somewhere does no harm there.
  template <std::size_t N, typename T>
  [[gnu::always_inline]] static void gather_vectors(const T* value, std::size_t stride,
                                                    const Samples& samples, float* out) {
    const std::size_t count = samples.x.size();
    const auto pixel = [&](std::size_t i) {
      return value + static_cast<std::size_t>(samples.site[i]) * stride;
    };
    Floats sum[N] = {};
    for (std::size_t s = 0; s < count; ++s) {
      const float a = samples.weight[s];
      const float b = samples.weight[s + count];
      const float c = samples.weight[s + 2 * count];
      const float d = samples.weight[s + 3 * count];
      if (a + b + c + d == 0.0F) continue;
      const T* at_a = pixel(s);
      const T* at_b = pixel(s + count);
      const T* at_c = pixel(s + 2 * count);
      const T* at_d = pixel(s + 3 * count);
      for (std::size_t n = 0; n < N; ++n) {
        const std::size_t k = n * kLanes;
        // In pairs: the longest chain of sums is half as long.
        sum[n] +=
            (a * load(at_a + k) + b * load(at_b + k)) + (c * load(at_c + k) + d * load(at_d + k));
      }
    }
    for (std::size_t n = 0; n < N; ++n) store(sum[n], out + n * kLanes);
  }

  /// The same for fewer channels than a vector has lanes.
  template <typename T>
  [[gnu::always_inline]] static void gather_rest(const T* value, std::size_t stride,
                                                 std::size_t channels, const Samples& samples,
                                                 float* out) {
    std::fill_n(out, channels, 0.0F);
    for (std::size_t i = 0; i < samples.weight.size(); ++i) {
      const float weight = samples.weight[i];
      if (weight == 0.0F) continue;
      const T* pixel = value + static_cast<std::size_t>(samples.site[i]) * stride;
      for (std::size_t c = 0; c < channels; ++c) out[c] += weight * widen(pixel[c]);
    }
  }

  template <typename T>
  [[gnu::always_inline]] static void gather_channels(const T* value, std::size_t stride,
                                                     std::size_t channels, const Samples& samples,
                                                     float* out) {
    std::size_t c = 0;
    for (; c + 4 * kLanes <= channels; c += 4 * kLanes) {
      gather_vectors<4>(value + c, stride, samples, out + c);
    }
    for (; c + 2 * kLanes <= channels; c += 2 * kLanes) {
      gather_vectors<2>(value + c, stride, samples, out + c);
    }
    for (; c + kLanes <= channels; c += kLanes) {
      gather_vectors<1>(value + c, stride, samples, out + c);
    }
    if (c < channels) gather_rest(value + c, stride, channels - c, samples, out + c);
  }
};

#if defined(__x86_64__)
template <typename T>
[[gnu::target("arch=x86-64-v4")]] void rows_v4(const DeformableRows<T>& call, std::size_t begin,
                                               std::size_t end) {
  Vectors<16>::rows(call, begin, end);
}

template <typename T>
[[gnu::target("arch=x86-64-v3")]] void rows_v3(const DeformableRows<T>& call, std::size_t begin,
                                               std::size_t end) {
  Vectors<8>::rows(call, begin, end);
}
#endif

/// On the widest vectors that the machine has.
template <typename T>
void dispatch(const DeformableRows<T>& call, std::size_t begin, std::size_t end) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return rows_v4(call, begin, end);
  if (machine() == Machine::v3) return rows_v3(call, begin, end);
#endif
  Vectors<4>::rows(call, begin, end);
}

}  // namespace

void evaluate_rows(const DeformableRows<float>& call, std::size_t begin, std::size_t end) {
  dispatch(call, begin, end);
}

void evaluate_rows(const DeformableRows<Bfloat16>& call, std::size_t begin, std::size_t end) {
  dispatch(call, begin, end);
}

}  // namespace saa::nn
