// The arithmetic of grid attention: some queries of one head and window at a time.
#pragma once

#include <cstddef>
#include <vector>

namespace saa::nn {

/// One call's data and sizes; the layouts are those of grid_attention().
struct GridHeads {
  const float* qkv;
  const float* padding;
  const float* rel_rows;
  const float* rel_columns;
  float* result;
  std::size_t height, width;    ///< of the grid
  std::size_t rows, columns;    ///< of a window
  std::size_t heads, channels;  ///< channels of one head

  [[nodiscard]] std::size_t windows_across() const { return (width + columns - 1) / columns; }
  [[nodiscard]] std::size_t windows() const {
    return windows_across() * ((height + rows - 1) / rows);
  }
};

/// One head of one window.
struct GridHead {
  std::size_t window;
  std::size_t head;
};

/// Keys and values of one head of one window, and the position tables, in the order in which the
/// machine's arithmetic takes them.
struct PackedKeys {
  std::vector<float> key, value;
};
struct PackedTables {
  std::vector<float> rows, columns;
};

/// Room to work on a block of queries.
struct GridScratch {
  std::vector<float> query, rows, columns, scores, out, largest, sum;
};

/// The widest window: longer rows of keys do not fit into a tile of scores.
inline constexpr std::size_t kMaxGridColumns = 256;
/// Queries that are worked on together.
inline constexpr std::size_t kGridQueries = 96;

/// Places of a window that lie within the grid: those have queries.
[[nodiscard]] std::size_t query_count(const GridHeads& call, std::size_t window);

void pack_tables(const GridHeads& call, PackedTables& tables);
void pack_keys(const GridHeads& call, const GridHead& at, PackedKeys& keys);

/// Fills in the result of kGridQueries queries at most, from number `begin` on. A query's numbers
/// depend on nothing but the data and the machine's kind of vectors.
void attend(const GridHeads& call, const GridHead& at, const PackedTables& tables,
            const PackedKeys& keys, std::size_t begin, GridScratch& scratch);

}  // namespace saa::nn
