#include "nn/window_attention_tile.h"

#include "nn/lanes.h"

#include <algorithm>
#include <cmath>

namespace saa::nn {
namespace {

constexpr float kNever = -1e30F;  // the score of a place that is none

/// Numbers from one row to the next in a WindowTile.
std::size_t row_length(std::size_t count) { return rounded_up(count, kRowMultiple); }

template <std::size_t kLanes>
struct WindowArithmetic : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using Base::greater;
  using Base::load;
  using Base::store;
  using typename Base::Floats;
  using typename Base::Places;

  [[gnu::always_inline]] static void attend(const WindowHeads& heads, WindowTile& tile) {
    const std::size_t row = row_length(heads.channels);
    const std::size_t score_row = row_length(heads.places);
    const std::size_t channels = rounded_up(heads.channels, kLanes);
    const bool mixed =
        std::ranges::any_of(tile.origins, [&](int o) { return o != tile.origins[0]; });
    if (mixed) keep_origins_apart(tile);
    for (std::size_t head = 0; head < heads.heads; ++head) {
      gather_head(heads, head, tile);
      turn_keys(heads, tile);
      multiply(tile.query.data(), row, tile.key.data(), score_row, heads.places, heads.channels,
               rounded_up(heads.places, kLanes), tile.scores.data());
      for (std::size_t i = 0; i < heads.places; ++i) {
        const float* bias = heads.bias + (head * heads.places + i) * heads.places;
        const float* apart = mixed ? tile.apart.data() + i * score_row : nullptr;
        tile.sums[i] = weigh_row(bias, apart, heads.places, tile.scores.data() + i * score_row);
      }
      multiply(tile.scores.data(), score_row, tile.value.data(), row, heads.places, heads.places,
               channels, tile.out.data());
      // A weight's share is its part of the sum: taken from the answer, which is shorter.
      for (std::size_t i = 0; i < heads.places; ++i) {
        for (std::size_t c = 0; c < channels; c += kLanes) {
          float* out = tile.out.data() + i * row + c;
          store(load(out) * (1.0F / tile.sums[i]), out);
        }
      }
      scatter_head(heads, head, tile);
    }
  }

 private:
  /// Rows x Vectors vectors of out = a b; a [.., inner], b [inner, ..].
  template <std::size_t Rows, std::size_t Vectors>
  [[gnu::always_inline]] static void multiply_block(const float* a, std::size_t a_row,
                                                    const float* b, std::size_t b_row,
                                                    std::size_t inner, float* out) {
    Floats sums[Rows][Vectors] = {};
    for (std::size_t k = 0; k < inner; ++k) {
      // One factor at a time: with all of a vector's the sums would not fit beside them.
      Floats right[Vectors];
#pragma GCC unroll 8
      for (std::size_t v = 0; v < Vectors; ++v) right[v] = load(b + k * b_row + v * kLanes);
#pragma GCC unroll 8
      for (std::size_t r = 0; r < Rows; ++r) {
        const float left = a[r * a_row + k];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < Vectors; ++v) sums[r][v] += left * right[v];
      }
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
      for (std::size_t v = 0; v < Vectors; ++v) store(sums[r][v], out + r * b_row + v * kLanes);
    }
  }

  template <std::size_t Vectors>
  [[gnu::always_inline]] static void multiply_columns(const float* a, std::size_t a_row,
                                                      const float* b, std::size_t b_row,
                                                      std::size_t rows, std::size_t inner,
                                                      float* out) {
    constexpr std::size_t kRows = 6;  // twelve sums fit into AVX's sixteen registers
    std::size_t row = 0;
    for (; row + kRows <= rows; row += kRows) {
      multiply_block<kRows, Vectors>(a + row * a_row, a_row, b, b_row, inner, out + row * b_row);
    }
    for (; row < rows; ++row) {
      multiply_block<1, Vectors>(a + row * a_row, a_row, b, b_row, inner, out + row * b_row);
    }
  }

  /// out [rows, columns] = a [rows, inner] b [inner, columns]; out's rows are as far apart as b's,
  /// columns are whole vectors.
  [[gnu::always_inline]] static void multiply(const float* a, std::size_t a_row, const float* b,
                                              std::size_t b_row, std::size_t rows,
                                              std::size_t inner, std::size_t columns, float* out) {
    std::size_t column = 0;
    for (; column + 2 * kLanes <= columns; column += 2 * kLanes) {
      multiply_columns<2>(a, a_row, b + column, b_row, rows, inner, out + column);
    }
    for (; column < columns; column += kLanes) {
      multiply_columns<1>(a, a_row, b + column, b_row, rows, inner, out + column);
    }
  }

  /// Exchanges the quarters off the diagonal of two rows `distance` apart.
  template <std::size_t distance, std::size_t... lane>
  [[gnu::always_inline]] static void exchange(Floats& a, Floats& b, std::index_sequence<lane...>) {
    const Floats upper = __builtin_shufflevector(
        a, b, ((lane & distance) != 0 ? kLanes + lane - distance : lane)...);
    b = __builtin_shufflevector(a, b,
                                ((lane & distance) != 0 ? kLanes + lane : lane + distance)...);
    a = upper;
  }

  template <std::size_t distance>
  [[gnu::always_inline]] static void exchange_rows(Floats (&rows)[kLanes]) {
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kLanes; ++i) {
      if ((i & distance) == 0) exchange<distance>(rows[i], rows[i + distance], Places());
    }
    if constexpr (distance > 1) exchange_rows<distance / 2>(rows);
  }

  /// A square of numbers with rows and columns exchanged, by exchanging ever smaller quarters.
  [[gnu::always_inline]] static void transpose_block(const float* const* from, float* to,
                                                     std::size_t to_row) {
    Floats rows[kLanes];
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kLanes; ++i) rows[i] = load(from[i]);
    exchange_rows<kLanes / 2>(rows);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kLanes; ++i) store(rows[i], to + i * to_row);
  }

  /// Query (scaled), key and value of one head, by places. Keys go to `out` for now, which is free
  /// until the end.
  [[gnu::always_inline]] static void gather_head(const WindowHeads& heads, std::size_t head,
                                                 WindowTile& tile) {
    const std::size_t width = heads.heads * heads.channels;
    const std::size_t row = row_length(heads.channels);
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
        store(load(source + width + c, left, 0.0F), tile.out.data() + place * row + c);
        store(load(source + 2 * width + c, left, 0.0F), tile.value.data() + place * row + c);
      }
    }
  }

  /// Keys by places, in `out`, to keys by channels.
  [[gnu::always_inline]] static void turn_keys(const WindowHeads& heads, WindowTile& tile) {
    const std::size_t row = row_length(heads.channels);
    const std::size_t key_row = row_length(heads.places);
    for (std::size_t place = 0; place < heads.places; place += kLanes) {
      for (std::size_t c = 0; c < heads.channels; c += kLanes) {
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
  [[gnu::always_inline]] static float weigh_row(const float* bias, const float* apart,
                                                std::size_t places, float* scores) {
    Floats largest = Floats{} + kNever;
    for (std::size_t i = 0; i < places; i += kLanes) {
      const std::size_t left = places - i;
      Floats score = load(scores + i, left, kNever) + load(bias + i, left, 0.0F);
      if (apart != nullptr) score += load(apart + i);
      store(score, scores + i);
      largest = greater(largest, score);
    }
    const float top = Base::greatest(largest);
    return Base::exp_of_row(scores, rounded_up(places, kLanes), top);
  }

  /// parity: 100 off the score, as the original writes its masks, is not the same as none at all.
  [[gnu::always_inline]] static void keep_origins_apart(WindowTile& tile) {
    const std::size_t places = tile.origins.size();
    const std::size_t row = row_length(places);
    for (std::size_t i = 0; i < places; ++i) {
      for (std::size_t j = 0; j < places; ++j) {
        tile.apart[i * row + j] = tile.origins[i] == tile.origins[j] ? 0.0F : -100.0F;
      }
    }
  }

  [[gnu::always_inline]] static void scatter_head(const WindowHeads& heads, std::size_t head,
                                                  const WindowTile& tile) {
    const std::size_t width = heads.heads * heads.channels;
    const std::size_t row = row_length(heads.channels);
    for (std::size_t place = 0; place < heads.places; ++place) {
      const std::int64_t token = tile.tokens[place];
      if (token == WindowTile::kPadding) continue;
      std::memcpy(heads.result + static_cast<std::size_t>(token) * width + head * heads.channels,
                  tile.out.data() + place * row, heads.channels * sizeof(float));
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void attend_v3(const WindowHeads& heads, WindowTile& tile) {
  WindowArithmetic<8>::attend(heads, tile);
}
[[gnu::target("arch=x86-64-v4")]] void attend_v4(const WindowHeads& heads, WindowTile& tile) {
  WindowArithmetic<16>::attend(heads, tile);
}
#endif

}  // namespace

WindowTile::WindowTile(const WindowHeads& heads)
    : tokens(heads.places),
      origins(heads.places),
      query(heads.places * row_length(heads.channels)),
      key(row_length(heads.channels) * row_length(heads.places)),
      value(heads.places * row_length(heads.channels)),
      apart(heads.places * row_length(heads.places)),
      scores(heads.places * row_length(heads.places)),
      sums(heads.places),
      out(heads.places * row_length(heads.channels)) {}

void attend(const WindowHeads& heads, WindowTile& tile) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return attend_v4(heads, tile);
  if (machine() == Machine::v3) return attend_v3(heads, tile);
#endif
  WindowArithmetic<4>::attend(heads, tile);
}

}  // namespace saa::nn
