// Positions of a feature grid, laid out so that many cosines come from a few matrix products.
#pragma once

#include "nn/similarity.h"
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

/// Chosen positions of a feature grid with their features, for cosines between them. The product of
/// two coarse vectors is taken once for all positions under them, which for the stages of a network
/// at strides 4, 8 and 16 saves five sixths of the arithmetic. For this, rows are sorted so that
/// the positions under one coarse vector follow each other.
class FeatureTable {
 public:
  /// @param positions indices y * width + x into the finest grid, each at most once.
  /// @param groups one number a position, the first key of the order of rows; empty: all alike.
  /// @throws WeightsError if a feature is not finite, std::logic_error for grids that do not fit
  ///         each other.
  FeatureTable(const FeatureGrid& grid, std::span<const std::size_t> positions,
               std::span<const int> groups = {});

  [[nodiscard]] std::size_t size() const { return order_.size(); }
  /// For each row the index into the positions that the table was made from.
  [[nodiscard]] std::span<const std::size_t> order() const { return order_; }

  /// out[(i - a.begin) * b.size() + (j - b.begin)] = cosine of rows i and j.
  void cosines(const nn::Similarity& similarity, Rows a, Rows b, int threads,
               std::span<float> out) const;

 private:
  /// One grid's vectors. At the finest level vector i belongs to row i.
  struct Level {
    std::size_t channels = 0;
    std::vector<float> vectors;
    std::vector<std::size_t> parent;  ///< for each vector, the one above it at the next level
  };

  /// Dot products over this level and all coarser ones.
  void products(const nn::Similarity& similarity, std::size_t level, Rows a, Rows b, int threads,
                std::span<float> out) const;

  std::vector<std::size_t> order_;
  std::vector<Level> levels_;  ///< finest first
  std::vector<float> inverse_norm_;
};

}  // namespace saa
