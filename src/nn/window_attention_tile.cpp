#include "nn/window_attention_tile.h"

#include <algorithm>
#include <cmath>
#include <cstring>

// Vectors cross only calls that are always inlined, so that how they would be passed does not
// matter.
#pragma GCC diagnostic ignored "-Wpsabi"

#if defined(__x86_64__)
#define SAA_FOR_EACH_MACHINE [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define SAA_FOR_EACH_MACHINE
#endif
#define SAA_INLINE [[gnu::always_inline]] inline

namespace saa::nn {
namespace {

// Sixteen lanes, which the compiler maps to what the machine has: one AVX-512 register, two of AVX,
// four of SSE or NEON.
constexpr std::size_t kLanes = 16;
using Floats = float __attribute__((vector_size(kLanes * sizeof(float))));
using Ints = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));

constexpr std::size_t whole_vectors(std::size_t count) {
  return (count + kLanes - 1) / kLanes * kLanes;
}

SAA_INLINE Floats load(const float* from) {
  Floats lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

SAA_INLINE void store(const Floats& lanes, float* to) { std::memcpy(to, &lanes, sizeof(lanes)); }

/// e^x for x <= 0, to some 1e-7 of it; below the normal numbers something that small.
SAA_INLINE Floats exp_nonpositive(const Floats& x) {
  constexpr float kLowest = -87.0F;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves no bits for a fraction
  const Floats clamped = x > kLowest ? x : Floats{} + kLowest;
  const Floats n = (clamped * 1.44269504F + kRound) - kRound;
  const Floats r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;
  Floats series = r * (1.0F / 720.0F) + (1.0F / 120.0F);
  series = series * r + (1.0F / 24.0F);
  series = series * r + (1.0F / 6.0F);
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const Ints exponent = (__builtin_convertvector(n, Ints) + 127) << 23;
  return series * __builtin_bit_cast(Floats, exponent);
}

/// `Rows` rows of out [.., columns] = a [.., inner] b [inner, columns], 16 columns of them.
template <std::size_t Rows>
SAA_INLINE void multiply_block(const float* a, std::size_t a_stride, const float* b,
                               std::size_t inner, std::size_t columns, float* out) {
  Floats sums[Rows] = {};
  for (std::size_t k = 0; k < inner; ++k) {
    const Floats right = load(b + k * columns);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < Rows; ++r) sums[r] += a[r * a_stride + k] * right;
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < Rows; ++r) store(sums[r], out + r * columns);
}

/// out [rows, columns] = a [rows, inner] b [inner, columns]; columns are whole vectors.
SAA_INLINE void multiply(const float* a, std::size_t a_stride, const float* b, std::size_t rows,
                         std::size_t inner, std::size_t columns, float* out) {
  constexpr std::size_t kRows = 6;  // whose sums fit into AVX's sixteen registers
  for (std::size_t column = 0; column < columns; column += kLanes) {
    std::size_t row = 0;
    for (; row + kRows <= rows; row += kRows) {
      multiply_block<kRows>(a + row * a_stride, a_stride, b + column, inner, columns,
                            out + row * columns + column);
    }
    for (; row < rows; ++row) {
      multiply_block<1>(a + row * a_stride, a_stride, b + column, inner, columns,
                        out + row * columns + column);
    }
  }
}

SAA_INLINE void gather_head(const WindowHeads& heads, std::size_t head, WindowTile& tile) {
  const std::size_t width = heads.heads * heads.channels;
  const std::size_t row = whole_vectors(heads.channels);
  const std::size_t key_row = whole_vectors(heads.places);
  const float scale = 1.0F / std::sqrt(static_cast<float>(heads.channels));
  for (std::size_t place = 0; place < heads.places; ++place) {
    const std::int64_t token = tile.tokens[place];
    const float* source = token == WindowTile::kPadding
                              ? heads.padding
                              : heads.qkv + static_cast<std::size_t>(token) * 3 * width;
    source += head * heads.channels;
    for (std::size_t c = 0; c < heads.channels; ++c) {
      tile.query[place * row + c] = source[c] * scale;
      tile.key[c * key_row + place] = source[width + c];
      tile.value[place * row + c] = source[2 * width + c];
    }
  }
}

/// Scores to shares: bias and origins in, then a softmax; places beyond the window get none.
SAA_INLINE void softmax_row(const float* bias, std::size_t places, float* scores) {
  const std::size_t whole = whole_vectors(places);
  constexpr float kNever = -1e30F;
  float largest = kNever;
  for (std::size_t i = 0; i < places; ++i) {
    scores[i] += bias[i];
    largest = std::max(largest, scores[i]);
  }
  for (std::size_t i = places; i < whole; ++i) scores[i] = kNever;
  Floats sums = {};
  for (std::size_t i = 0; i < whole; i += kLanes) {
    const Floats power = exp_nonpositive(load(scores + i) - largest);
    store(power, scores + i);
    sums += power;
  }
  float sum = 0;
  for (std::size_t i = 0; i < kLanes; ++i) sum += sums[i];
  for (std::size_t i = 0; i < whole; i += kLanes) {
    store(load(scores + i) * (1.0F / sum), scores + i);
  }
}

/// parity: 100 off the score, as the original writes its masks, is not the same as none at all.
SAA_INLINE void keep_apart(const std::vector<int>& origins, std::size_t row, float* scores) {
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (origins[i] != origins[row]) scores[i] -= 100.0F;
  }
}

SAA_INLINE void scatter_head(const WindowHeads& heads, std::size_t head, const WindowTile& tile) {
  const std::size_t width = heads.heads * heads.channels;
  const std::size_t row = whole_vectors(heads.channels);
  for (std::size_t place = 0; place < heads.places; ++place) {
    const std::int64_t token = tile.tokens[place];
    if (token == WindowTile::kPadding) continue;
    std::copy_n(tile.out.data() + place * row, heads.channels,
                heads.result + static_cast<std::size_t>(token) * width + head * heads.channels);
  }
}

}  // namespace

WindowTile::WindowTile(const WindowHeads& heads)
    : tokens(heads.places),
      origins(heads.places),
      query(heads.places * whole_vectors(heads.channels)),
      key(heads.channels * whole_vectors(heads.places)),
      value(heads.places * whole_vectors(heads.channels)),
      scores(heads.places * whole_vectors(heads.places)),
      out(heads.places * whole_vectors(heads.channels)) {}

SAA_FOR_EACH_MACHINE void attend(const WindowHeads& heads, WindowTile& tile) {
  const std::size_t row = whole_vectors(heads.channels);
  const std::size_t score_row = whole_vectors(heads.places);
  const bool mixed = std::ranges::any_of(tile.origins, [&](int o) { return o != tile.origins[0]; });
  for (std::size_t head = 0; head < heads.heads; ++head) {
    gather_head(heads, head, tile);
    multiply(tile.query.data(), row, tile.key.data(), heads.places, heads.channels, score_row,
             tile.scores.data());
    for (std::size_t i = 0; i < heads.places; ++i) {
      float* scores = tile.scores.data() + i * score_row;
      if (mixed) keep_apart(tile.origins, i, scores);
      softmax_row(heads.bias + (head * heads.places + i) * heads.places, heads.places, scores);
    }
    multiply(tile.scores.data(), score_row, tile.value.data(), heads.places, heads.places, row,
             tile.out.data());
    scatter_head(heads, head, tile);
  }
}

}  // namespace saa::nn
