// Cosines between two ranges of a feature table's rows.
#pragma once

#include "nn/similarity.h"
#include "pipeline/feature_table.h"

#include <cstddef>
#include <span>
#include <vector>

namespace saa {

/// The product of two coarse vectors is taken once for all positions under them. For the stages of
/// a network at strides 4, 8 and 16 that is a sixth of the arithmetic that joined channels would
/// take.
class CosinePanel {
 public:
  /// Both must outlive the panel.
  CosinePanel(const FeatureTable& table, const nn::Similarity& similarity)
      : table_(table), similarity_(similarity), blocks_(table.levels().size()) {}

  /// Takes the products of rows `a` with rows `b`, none of them empty; memory of an earlier call is
  /// used again.
  void compute(Rows a, Rows b);

  /// out[j] = cosine of rows a.begin + i and b.begin + j. May be called from several threads.
  void row(std::size_t i, std::span<float> out) const;

 private:
  /// Dot products between vectors of one level: [a.size(), b.size()].
  struct Block {
    Rows a;
    Rows b;
    std::vector<float> products;  ///< from level 1 on with those of the coarser levels added
  };

  /// Adds to row i of a level's products what the coarser levels contribute to them.
  void add_coarser(std::size_t level, std::size_t i, std::span<float> row) const;

  const FeatureTable& table_;
  const nn::Similarity& similarity_;
  std::vector<Block> blocks_;  ///< one a level
};

}  // namespace saa
