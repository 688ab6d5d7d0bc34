#include "pipeline/feature_table.h"

#include "pipeline/finite_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace saa {
namespace {

using Indices = std::vector<std::size_t>;

/// The grid and its coarser ones, finest first.
std::vector<const FeatureGrid*> levels_of(const FeatureGrid& grid) {
  std::vector<const FeatureGrid*> levels{&grid};
  for (const FeatureGrid& coarser : grid.coarser) levels.push_back(&coarser);
  return levels;
}

void check(const std::vector<const FeatureGrid*>& levels) {
  int width = levels.front()->width;
  int height = levels.front()->height;
  for (const FeatureGrid* level : levels) {
    const std::size_t size =
        std::size_t(level->width) * std::size_t(level->height) * std::size_t(level->channels);
    const bool fits = size > 0 && level->values.size() == size && width % level->width == 0 &&
                      height % level->height == 0 && width / level->width == height / level->height;
    if (!fits) throw std::logic_error("saliency features: grids that do not fit each other");
    expect_finite(level->values, "saliency network");
    width = level->width;
    height = level->height;
  }
}

/// For each position the index of the vector of `level` that lies over it.
Indices cells_under(const FeatureGrid& finest, const FeatureGrid& level,
                    std::span<const std::size_t> positions) {
  const auto width = std::size_t(finest.width);
  const auto block = std::size_t(finest.width / level.width);
  Indices cells;
  cells.reserve(positions.size());
  for (const std::size_t position : positions) {
    const std::size_t x = position % width / block;
    const std::size_t y = position / width / block;
    cells.push_back(y * std::size_t(level.width) + x);
  }
  return cells;
}

/// Squared length of each of the grid's features.
std::vector<double> squared_lengths(const FeatureGrid& grid) {
  const auto channels = std::size_t(grid.channels);
  std::vector<double> squares(grid.values.size() / channels, 0.0);
  for (std::size_t i = 0; i < grid.values.size(); ++i)
    squares[i / channels] += double{grid.values[i]} * double{grid.values[i]};
  return squares;
}

/// For each row the number of its vector at one level, counted from 0. `same` tells whether a row
/// shares the vector of the row before it.
template <typename Same>
Indices number_vectors(std::size_t rows, Same same) {
  Indices numbers(rows, 0);
  for (std::size_t row = 1; row < rows; ++row)
    numbers[row] = numbers[row - 1] + (same(row) ? 0 : 1);
  return numbers;
}

/// For each vector of one level the vector above it, from what each row has at both levels.
Indices parents(const Indices& finer, const Indices& coarser) {
  Indices parent(finer.empty() ? 0 : finer.back() + 1);
  for (std::size_t row = 0; row < finer.size(); ++row) parent[finer[row]] = coarser[row];
  return parent;
}

}  // namespace

FeatureTable::FeatureTable(const FeatureGrid& grid, std::span<const std::size_t> positions,
                           std::span<const int> groups)
    : order_(positions.size()) {
  const auto grids = levels_of(grid);
  check(grids);
  std::vector<Indices> cells;
  for (const FeatureGrid* level : grids) cells.push_back(cells_under(grid, *level, positions));
  const auto group = [&](std::size_t i) { return groups.empty() ? 0 : groups[i]; };

  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::ranges::sort(order_, [&](std::size_t i, std::size_t j) {
    if (group(i) != group(j)) return group(i) < group(j);
    for (auto level = cells.rbegin(); level != cells.rend(); ++level)
      if ((*level)[i] != (*level)[j]) return (*level)[i] < (*level)[j];
    return false;
  });

  std::vector<double> squares(order_.size(), 0.0);
  Indices finer_numbers;
  for (std::size_t l = 0; l < grids.size(); ++l) {
    const auto cell = [&](std::size_t row) { return cells[l][order_[row]]; };
    const Indices numbers = number_vectors(order_.size(), [&](std::size_t row) {
      return cell(row) == cell(row - 1) && group(order_[row]) == group(order_[row - 1]);
    });
    if (l > 0) levels_.back().parent = parents(finer_numbers, numbers);

    Level& level = levels_.emplace_back();
    level.channels = std::size_t(grids[l]->channels);
    const std::vector<double> cell_squares = squared_lengths(*grids[l]);
    for (std::size_t row = 0; row < order_.size(); ++row) {
      squares[row] += cell_squares[cell(row)];
      if (row > 0 && numbers[row] == numbers[row - 1]) continue;
      const auto feature =
          std::span(grids[l]->values).subspan(cell(row) * level.channels, level.channels);
      level.vectors.insert(level.vectors.end(), feature.begin(), feature.end());
    }
    finer_numbers = numbers;
  }
  inverse_norms_.reserve(squares.size());
  for (const double square : squares)
    inverse_norms_.push_back(square > 0 ? static_cast<float>(1 / std::sqrt(square)) : 0.0F);
}

}  // namespace saa
