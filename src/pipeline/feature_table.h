// Positions of a feature grid, laid out so that many cosines come from a few matrix products.
#pragma once

#include "pipeline/saliency_extractor.h"

#include <cstddef>
#include <span>
#include <vector>

namespace saa {

/// A consecutive range of a table's rows.
struct Rows {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Chosen positions of a feature grid with their features, one row each. Rows are sorted so that
/// the positions under one coarse vector follow each other: a range of rows is then a range of
/// vectors at every level.
class FeatureTable {
 public:
  /// One grid's vectors; at the finest level vector i belongs to row i.
  struct Level {
    std::size_t channels = 0;
    std::vector<float> vectors;
    std::vector<std::size_t> parent;  ///< for each vector, the one over it at the next level
  };

  /// @param positions indices y * width + x into the finest grid, each at most once.
  /// @param groups one number a position, the first key of the order of rows; empty: all alike.
  /// @throws WeightsError if a feature is not finite, std::logic_error for grids that do not fit
  ///         each other.
  FeatureTable(const FeatureGrid& grid, std::span<const std::size_t> positions,
               std::span<const int> groups = {});

  [[nodiscard]] std::size_t size() const { return order_.size(); }
  /// For each row the index into the positions that the table was made from.
  [[nodiscard]] std::span<const std::size_t> order() const { return order_; }
  /// Finest first.
  [[nodiscard]] std::span<const Level> levels() const { return levels_; }
  /// For each row 1 / the length of its joined feature; 0 for a feature of length 0.
  [[nodiscard]] std::span<const float> inverse_norms() const { return inverse_norms_; }

 private:
  std::vector<std::size_t> order_;
  std::vector<Level> levels_;
  std::vector<float> inverse_norms_;
};

}  // namespace saa
