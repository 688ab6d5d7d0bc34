#include "nn/grid_attention_tile.h"

#include "nn/lanes.h"
#include "nn/panel_product.h"

#include <algorithm>
#include <cmath>

namespace saa::nn {
namespace {

/// A row of scores holds this many keys at most: whole rows of the window, then padding.
constexpr std::size_t kKeys = kMaxGridColumns;
/// From one row of scores to the next: an odd number of cache lines, so that rows do not drive each
/// other out of the cache.
constexpr std::size_t kScoreRow = row_distance(kKeys);
/// The score of a key that is not there.
constexpr float kNever = -1e30F;

/// Vectors of one register's lanes: of wider ones the compiler would keep sums in memory. `kRows`
/// rows by `kVectors` vectors of sums fill the registers.
template <std::size_t kLanes, std::size_t kRows, std::size_t kVectors>
class Arithmetic : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using Base::greater;
  using Base::load;
  using Base::store;
  using typename Base::Floats;

 public:
  [[gnu::always_inline]] static void pack_tables(const GridHeads& call, PackedTables& tables) {
    pack_table(call.rel_rows, call.rows, call.channels, tables.rows);
    pack_table(call.rel_columns, call.columns, call.channels, tables.columns);
  }

  /// Keys tile by tile in panels, already scaled; values in panels of kPanel channels, then of a
  /// vector's.
  [[gnu::always_inline]] static void pack_keys(const GridHeads& call, const GridHead& at,
                                               PackedKeys& keys) {
    const Tiles tiles(call);
    const std::size_t value_row = rounded_up(call.channels, kLanes);
    keys.key.assign(tiles.count * tiles.padded * call.channels, 0.0F);
    keys.value.assign(call.rows * call.columns * value_row, 0.0F);
    const float scale = 1.0F / std::sqrt(static_cast<float>(call.channels));
    const std::size_t width = call.heads * call.channels;
    for (std::size_t place = 0; place < call.rows * call.columns; ++place) {
      const float* source = token(call, at, place / call.columns, place % call.columns);
      const std::size_t in_tile = place % tiles.keys;
      float* key = keys.key.data() + place / tiles.keys * tiles.padded * call.channels +
                   in_tile / kPanel * kPanel * call.channels + in_tile % kPanel;
      for (std::size_t c = 0; c < call.channels; ++c) key[c * kPanel] = source[width + c] * scale;
      for (std::size_t c = 0; c < call.channels; c += kPanel) {
        std::copy_n(source + 2 * width + c, std::min(kPanel, call.channels - c),
                    keys.value.data() + value_at(call, value_row, place, c));
      }
    }
  }

  [[gnu::always_inline]] static void attend(const GridHeads& call, const GridHead& at,
                                            const PackedTables& tables, const PackedKeys& keys,
                                            std::size_t begin, GridScratch& scratch) {
    const std::size_t count = std::min(kGridQueries, query_count(call, at.window) - begin);
    const std::size_t rows = rounded_up(count, kRows);
    const std::size_t value_row = rounded_up(call.channels, kLanes);
    const Tiles tiles(call);
    pack_queries(call, at, begin, count, scratch);
    positions(tables.rows, call.rows, call.channels, rows, scratch.query, scratch.rows);
    positions(tables.columns, call.columns, call.channels, rows, scratch.query, scratch.columns);
    // The bias of a row of keys is written in whole vectors, beyond the last row's end too.
    scratch.scores.resize(rows * kScoreRow + kLanes);
    scratch.out.assign(rows * value_row, 0.0F);
    scratch.largest.assign(rows, kNever);
    scratch.sum.assign(rows, 0.0F);

    for (std::size_t tile = 0; tile < tiles.count; ++tile) {
      const std::size_t first_row = tile * tiles.rows;
      const std::size_t key_rows = std::min(tiles.rows, call.rows - first_row);
      const std::size_t count_keys = key_rows * call.columns;
      const std::size_t padded = rounded_up(count_keys, kPanel);
      write_bias(call, at, begin, count, first_row, key_rows, padded, scratch);
      const float* key = keys.key.data() + tile * tiles.padded * call.channels;
      for (std::size_t panel = 0; panel < padded; panel += kPanel) {
        for (std::size_t row = 0; row < rows; row += kRows) {
          multiply_add<kVectors, 1, kRows>(
              scratch.query.data() + row * call.channels, key + panel * call.channels, kPanel,
              call.channels, scratch.scores.data() + row * kScoreRow + panel, kScoreRow);
        }
      }
      for (std::size_t row = 0; row < count; ++row) {
        shares(padded, value_row, scratch.scores.data() + row * kScoreRow,
               scratch.out.data() + row * value_row, scratch.largest[row], scratch.sum[row]);
      }
      for (std::size_t column = 0; column < value_row; column += kPanel) {
        const float* value =
            keys.value.data() + value_at(call, value_row, first_row * call.columns, column);
        if (column + kPanel <= value_row) {
          add_values<kVectors>(value, value_row, rows, count_keys, column, scratch);
        } else {
          add_values<1>(value, value_row, rows, count_keys, column, scratch);
        }
      }
    }
    write_result(call, at, begin, count, value_row, scratch);
  }

 private:
  static constexpr std::size_t kPanel = kVectors * kLanes;

  /// Where a place's values from a panel's first channel on are.
  [[gnu::always_inline]] static std::size_t value_at(const GridHeads& call, std::size_t value_row,
                                                     std::size_t place, std::size_t channel) {
    return channel * call.rows * call.columns + place * std::min(kPanel, value_row - channel);
  }

  /// How the keys of a window are cut: whole rows of places, each tile padded to whole panels.
  struct Tiles {
    explicit Tiles(const GridHeads& call)
        : rows(std::clamp<std::size_t>(kKeys / call.columns, 1, call.rows)),
          keys(rows * call.columns),
          padded(rounded_up(keys, kPanel)),
          count((call.rows + rows - 1) / rows) {}
    std::size_t rows, keys, padded, count;
  };

  /// A place of the grid: top and left of the window, and how much of it lies within.
  struct Frame {
    Frame(const GridHeads& call, std::size_t window)
        : top(window / call.windows_across() * call.rows),
          left(window % call.windows_across() * call.columns),
          columns(std::min(call.columns, call.width - left)) {}
    std::size_t top, left, columns;
  };

  [[gnu::always_inline]] static const float* token(const GridHeads& call, const GridHead& at,
                                                   std::size_t y, std::size_t x) {
    const Frame frame(call, at.window);
    const std::size_t row = frame.top + y;
    const std::size_t column = frame.left + x;
    const bool inside = row < call.height && column < call.width;
    const float* source =
        inside ? call.qkv + (row * call.width + column) * 3 * call.heads * call.channels
               : call.padding;
    return source + at.head * call.channels;
  }

  /// A [2n-1, channels] table turned and from its end, in panels: the places from n-1-y on are
  /// those for keys 0, 1, … of a query at y.
  [[gnu::always_inline]] static void pack_table(const float* table, std::size_t n,
                                                std::size_t channels, std::vector<float>& packed) {
    const std::size_t length = 2 * n - 1;
    packed.assign(rounded_up(length, kPanel) * channels, 0.0F);
    for (std::size_t i = 0; i < length; ++i) {
      const float* row = table + (length - 1 - i) * channels;
      float* to = packed.data() + i / kPanel * kPanel * channels + i % kPanel;
      for (std::size_t c = 0; c < channels; ++c) to[c * kPanel] = row[c];
    }
  }

  /// Queries in panels of kRows, turned; zeros after the last.
  [[gnu::always_inline]] static void pack_queries(const GridHeads& call, const GridHead& at,
                                                  std::size_t begin, std::size_t count,
                                                  GridScratch& scratch) {
    const Frame frame(call, at.window);
    scratch.query.assign(rounded_up(count, kRows) * call.channels, 0.0F);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t number = begin + i;
      const float* source = token(call, at, number / frame.columns, number % frame.columns);
      float* to = scratch.query.data() + i / kRows * kRows * call.channels + i % kRows;
      for (std::size_t c = 0; c < call.channels; ++c) to[c * kRows] = source[c];
    }
  }

  /// Products of all queries with all rows of a table.
  [[gnu::always_inline]] static void positions(const std::vector<float>& table, std::size_t n,
                                               std::size_t channels, std::size_t rows,
                                               const std::vector<float>& query,
                                               std::vector<float>& products) {
    const std::size_t length = rounded_up(2 * n - 1, kPanel);
    // Read in whole vectors, beyond the last row's end too.
    products.assign(rows * length + kLanes, 0.0F);
    for (std::size_t panel = 0; panel < length; panel += kPanel) {
      for (std::size_t row = 0; row < rows; row += kRows) {
        multiply_add<kVectors, 1, kRows>(query.data() + row * channels,
                                         table.data() + panel * channels, kPanel, channels,
                                         products.data() + row * length + panel, length);
      }
    }
  }

  /// Scores begin as the position bias; those of padding as kNever.
  [[gnu::always_inline]] static void write_bias(const GridHeads& call, const GridHead& at,
                                                std::size_t begin, std::size_t count,
                                                std::size_t first_row, std::size_t key_rows,
                                                std::size_t padded, GridScratch& scratch) {
    const Frame frame(call, at.window);
    const std::size_t row_length = rounded_up(2 * call.rows - 1, kPanel);
    const std::size_t column_length = rounded_up(2 * call.columns - 1, kPanel);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t y = (begin + i) / frame.columns;
      const std::size_t x = (begin + i) % frame.columns;
      const float* by_row = scratch.rows.data() + i * row_length + call.rows - 1 - y + first_row;
      const float* by_column = scratch.columns.data() + i * column_length + call.columns - 1 - x;
      float* scores = scratch.scores.data() + i * kScoreRow;
      for (std::size_t key_row = 0; key_row < key_rows; ++key_row) {
        for (std::size_t column = 0; column < call.columns; column += kLanes) {
          store(load(by_column + column) + by_row[key_row],
                scores + key_row * call.columns + column);
        }
      }
      std::fill(scores + key_rows * call.columns, scores + padded, kNever);
    }
  }

  /// kRows rows of out += a b for one panel of b's columns.
  template <std::size_t vectors, std::size_t row_stride, std::size_t inner_stride>
  [[gnu::always_inline]] static void multiply_add(const float* a, const float* b,
                                                  std::size_t b_stride, std::size_t inner,
                                                  float* out, std::size_t out_stride) {
    Floats sums[kRows][vectors];
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::size_t v = 0; v < vectors; ++v)
        sums[r][v] = load(out + r * out_stride + v * kLanes);
    }
    for (std::size_t k = 0; k < inner; ++k) {
      Floats right[vectors];
#pragma GCC unroll 2
      for (std::size_t v = 0; v < vectors; ++v) right[v] = load(b + k * b_stride + v * kLanes);
#pragma GCC unroll 12
      for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
        for (std::size_t v = 0; v < vectors; ++v) {
          sums[r][v] += a[r * row_stride + k * inner_stride] * right[v];
        }
      }
    }
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::size_t v = 0; v < vectors; ++v)
        store(sums[r][v], out + r * out_stride + v * kLanes);
    }
  }

  /// Scores of a row become e^(score - largest so far); what was summed up before shrinks with it.
  [[gnu::always_inline]] static void shares(std::size_t keys, std::size_t value_row, float* scores,
                                            float* out, float& largest, float& sum) {
    Floats top = Floats{} + largest;
    for (std::size_t k = 0; k < keys; k += kLanes) top = greater(load(scores + k), top);
    const float highest = Base::greatest(top);
    const float added = Base::exp_of_row(scores, keys, highest);
    const float shrink =
        largest - highest > Base::kLowestPower ? std::exp(largest - highest) : 0.0F;
    for (std::size_t c = 0; c < value_row; c += kLanes) store(load(out + c) * shrink, out + c);
    sum = sum * shrink + added;
    largest = highest;
  }

  template <std::size_t vectors>
  [[gnu::always_inline]] static void add_values(const float* value, std::size_t value_row,
                                                std::size_t rows, std::size_t keys,
                                                std::size_t column, GridScratch& scratch) {
    for (std::size_t row = 0; row < rows; row += kRows) {
      multiply_add<vectors, kScoreRow, 1>(scratch.scores.data() + row * kScoreRow, value,
                                          vectors * kLanes, keys,
                                          scratch.out.data() + row * value_row + column, value_row);
    }
  }

  [[gnu::always_inline]] static void write_result(const GridHeads& call, const GridHead& at,
                                                  std::size_t begin, std::size_t count,
                                                  std::size_t value_row,
                                                  const GridScratch& scratch) {
    const Frame frame(call, at.window);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t y = frame.top + (begin + i) / frame.columns;
      const std::size_t x = frame.left + (begin + i) % frame.columns;
      const float* out = scratch.out.data() + i * value_row;
      float* to = call.result + ((y * call.width + x) * call.heads + at.head) * call.channels;
      const float share = 1.0F / scratch.sum[i];
      for (std::size_t c = 0; c < call.channels; ++c) to[c] = out[c] * share;
    }
  }
};

using Plain = Arithmetic<4, 4, 2>;

}  // namespace

std::size_t query_count(const GridHeads& call, std::size_t window) {
  const std::size_t top = window / call.windows_across() * call.rows;
  const std::size_t left = window % call.windows_across() * call.columns;
  return std::min(call.rows, call.height - top) * std::min(call.columns, call.width - left);
}

#if defined(__x86_64__)
namespace {

using V3 = Arithmetic<8, 6, 2>;
using V4 = Arithmetic<16, 12, 2>;

[[gnu::target("arch=x86-64-v3")]] void tables_v3(const GridHeads& c, PackedTables& t) {
  V3::pack_tables(c, t);
}
[[gnu::target("arch=x86-64-v4")]] void tables_v4(const GridHeads& c, PackedTables& t) {
  V4::pack_tables(c, t);
}
[[gnu::target("arch=x86-64-v3")]] void keys_v3(const GridHeads& c, const GridHead& at,
                                               PackedKeys& k) {
  V3::pack_keys(c, at, k);
}
[[gnu::target("arch=x86-64-v4")]] void keys_v4(const GridHeads& c, const GridHead& at,
                                               PackedKeys& k) {
  V4::pack_keys(c, at, k);
}
[[gnu::target("arch=x86-64-v3")]] void attend_v3(const GridHeads& c, const GridHead& at,
                                                 const PackedTables& t, const PackedKeys& k,
                                                 std::size_t begin, GridScratch& s) {
  V3::attend(c, at, t, k, begin, s);
}
[[gnu::target("arch=x86-64-v4")]] void attend_v4(const GridHeads& c, const GridHead& at,
                                                 const PackedTables& t, const PackedKeys& k,
                                                 std::size_t begin, GridScratch& s) {
  V4::attend(c, at, t, k, begin, s);
}

}  // namespace
#endif

void pack_tables(const GridHeads& call, PackedTables& tables) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return tables_v4(call, tables);
  if (machine() == Machine::v3) return tables_v3(call, tables);
#endif
  Plain::pack_tables(call, tables);
}

void pack_keys(const GridHeads& call, const GridHead& at, PackedKeys& keys) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return keys_v4(call, at, keys);
  if (machine() == Machine::v3) return keys_v3(call, at, keys);
#endif
  Plain::pack_keys(call, at, keys);
}

void attend(const GridHeads& call, const GridHead& at, const PackedTables& tables,
            const PackedKeys& keys, std::size_t begin, GridScratch& scratch) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return attend_v4(call, at, tables, keys, begin, scratch);
  if (machine() == Machine::v3) return attend_v3(call, at, tables, keys, begin, scratch);
#endif
  Plain::attend(call, at, tables, keys, begin, scratch);
}

}  // namespace saa::nn
