#include "nn/window_attention_tile.h"

#include "nn/lanes.h"

#include <algorithm>
#include <cmath>

namespace saa::nn {
namespace {

constexpr float kNever = -1e30F;  // the score of a place that is none

/// e^x for x <= 0, to some 1e-7 of it; 0 for what is so small that products with it would be
/// subnormal numbers, which are slow and change no sum.
SAA_INLINE Floats exp_nonpositive(const Floats& x) {
  constexpr float kLowest = -60.0F;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves no bits for a fraction
  const Floats clamped = greater(x, Floats{} + kLowest);
  const Floats n = (clamped * 1.44269504F + kRound) - kRound;
  const Floats r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;
  Floats series = r * (1.0F / 720.0F) + (1.0F / 120.0F);
  series = series * r + (1.0F / 24.0F);
  series = series * r + (1.0F / 6.0F);
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const Ints exponent = (__builtin_convertvector(n, Ints) + 127) << 23;
  const Floats power = series * __builtin_bit_cast(Floats, exponent);
  return x > kLowest ? power : Floats{};
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

/// Exchanges the quarters off the diagonal of rows `a` and `b`, `distance` apart.
template <std::size_t distance, std::size_t... lane>
SAA_INLINE void exchange(Floats& a, Floats& b, std::index_sequence<lane...>) {
  const Floats upper =
      __builtin_shufflevector(a, b, ((lane & distance) != 0 ? kLanes + lane - distance : lane)...);
  b = __builtin_shufflevector(a, b, ((lane & distance) != 0 ? kLanes + lane : lane + distance)...);
  a = upper;
}

template <std::size_t distance>
SAA_INLINE void exchange_rows(Floats (&rows)[kLanes]) {
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kLanes; ++i) {
    if ((i & distance) != 0) continue;
    exchange<distance>(rows[i], rows[i + distance], std::make_index_sequence<kLanes>());
  }
}

/// 16 rows of 16 numbers with rows and columns exchanged, by exchanging ever smaller quarters.
SAA_INLINE void transpose_block(const float* const* from, float* to, std::size_t to_stride) {
  Floats rows[kLanes];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kLanes; ++i) rows[i] = load(from[i]);
  exchange_rows<8>(rows);
  exchange_rows<4>(rows);
  exchange_rows<2>(rows);
  exchange_rows<1>(rows);
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kLanes; ++i) store(rows[i], to + i * to_stride);
}

/// Query (scaled), key and value of one head, by places.
SAA_INLINE void gather_head(const WindowHeads& heads, std::size_t head, WindowTile& tile) {
  const std::size_t width = heads.heads * heads.channels;
  const std::size_t row = whole_vectors(heads.channels);
  const float scale = 1.0F / std::sqrt(static_cast<float>(heads.channels));
  for (std::size_t place = 0; place < heads.places; ++place) {
    const std::int64_t token = tile.tokens[place];
    const float* source = token == WindowTile::kPadding
                              ? heads.padding
                              : heads.qkv + static_cast<std::size_t>(token) * 3 * width;
    source += head * heads.channels;
    for (std::size_t c = 0; c < heads.channels; c += kLanes) {
      const std::size_t left = heads.channels - c;
      store(load(source + c, left, 0.0F) * scale, tile.query.data() + place * row + c);
      // By rows for now; out is free until the end.
      store(load(source + width + c, left, 0.0F), tile.out.data() + place * row + c);
      store(load(source + 2 * width + c, left, 0.0F), tile.value.data() + place * row + c);
    }
  }
}

/// Keys by rows, in `out`, to keys by columns.
SAA_INLINE void turn_keys(const WindowHeads& heads, WindowTile& tile) {
  const std::size_t row = whole_vectors(heads.channels);
  const std::size_t key_row = whole_vectors(heads.places);
  for (std::size_t place = 0; place < heads.places; place += kLanes) {
    for (std::size_t c = 0; c < row; c += kLanes) {
      const float* rows[kLanes];
      for (std::size_t i = 0; i < kLanes; ++i) {
        // Columns beyond the window are never looked at; any place will do.
        rows[i] = tile.out.data() + std::min(place + i, heads.places - 1) * row + c;
      }
      transpose_block(rows, tile.key.data() + c * key_row + place, key_row);
    }
  }
}

/// Scores to weights whose sum is returned: bias and `apart` in, then e^(x - largest).
SAA_INLINE float weigh_row(const float* bias, const float* apart, std::size_t places,
                           float* scores) {
  Floats largest = Floats{} + kNever;
  for (std::size_t i = 0; i < places; i += kLanes) {
    Floats score = load(scores + i) + load(bias + i, places - i, 0.0F);
    if (apart != nullptr) score += load(apart + i);
    if (places - i < kLanes) {
      float kept[kLanes];
      store(score, kept);
      score = load(kept, places - i, kNever);
    }
    store(score, scores + i);
    largest = greater(largest, score);
  }
  const float top = greatest(largest);
  Floats sums = {};
  for (std::size_t i = 0; i < places; i += kLanes) {
    const Floats weight = exp_nonpositive(load(scores + i) - top);
    store(weight, scores + i);
    sums += weight;
  }
  return total(sums);
}

/// parity: 100 off the score, as the original writes its masks, is not the same as none at all.
SAA_INLINE void keep_origins_apart(WindowTile& tile) {
  const std::size_t places = tile.origins.size();
  const std::size_t row = whole_vectors(places);
  for (std::size_t i = 0; i < places; ++i) {
    for (std::size_t j = 0; j < places; ++j) {
      tile.apart[i * row + j] = tile.origins[i] == tile.origins[j] ? 0.0F : -100.0F;
    }
  }
}

SAA_INLINE void scatter_head(const WindowHeads& heads, std::size_t head, const WindowTile& tile) {
  const std::size_t width = heads.heads * heads.channels;
  const std::size_t row = whole_vectors(heads.channels);
  for (std::size_t place = 0; place < heads.places; ++place) {
    const std::int64_t token = tile.tokens[place];
    if (token == WindowTile::kPadding) continue;
    std::memcpy(heads.result + static_cast<std::size_t>(token) * width + head * heads.channels,
                tile.out.data() + place * row, heads.channels * sizeof(float));
  }
}

}  // namespace

WindowTile::WindowTile(const WindowHeads& heads)
    : tokens(heads.places),
      origins(heads.places),
      query(heads.places * whole_vectors(heads.channels)),
      key(whole_vectors(heads.channels) * whole_vectors(heads.places)),
      value(heads.places * whole_vectors(heads.channels)),
      apart(heads.places * whole_vectors(heads.places)),
      scores(heads.places * whole_vectors(heads.places)),
      out(heads.places * whole_vectors(heads.channels)) {}

SAA_FOR_EACH_MACHINE void attend(const WindowHeads& heads, WindowTile& tile) {
  const std::size_t row = whole_vectors(heads.channels);
  const std::size_t score_row = whole_vectors(heads.places);
  const bool mixed = std::ranges::any_of(tile.origins, [&](int o) { return o != tile.origins[0]; });
  if (mixed) keep_origins_apart(tile);
  for (std::size_t head = 0; head < heads.heads; ++head) {
    gather_head(heads, head, tile);
    turn_keys(heads, tile);
    multiply(tile.query.data(), row, tile.key.data(), heads.places, heads.channels, score_row,
             tile.scores.data());
    for (std::size_t i = 0; i < heads.places; ++i) {
      const float* bias = heads.bias + (head * heads.places + i) * heads.places;
      const float* apart = mixed ? tile.apart.data() + i * score_row : nullptr;
      const float sum = weigh_row(bias, apart, heads.places, tile.scores.data() + i * score_row);
      // The weights' share of one: taken from the query's answer, which is shorter.
      tile.query[i * row] = 1.0F / sum;
    }
    multiply(tile.scores.data(), score_row, tile.value.data(), heads.places, heads.places, row,
             tile.out.data());
    for (std::size_t i = 0; i < heads.places; ++i) {
      for (std::size_t c = 0; c < row; c += kLanes) {
        float* out = tile.out.data() + i * row + c;
        store(load(out) * tile.query[i * row], out);
      }
    }
    scatter_head(heads, head, tile);
  }
}

}  // namespace saa::nn
