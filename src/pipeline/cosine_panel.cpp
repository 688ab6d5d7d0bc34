#include "pipeline/cosine_panel.h"

#include <algorithm>

namespace saa {
namespace {

/// The range of vectors over a range of a level's vectors.
Rows above(const FeatureTable::Level& level, Rows rows) {
  return {level.parent[rows.begin], level.parent[rows.end - 1] + 1};
}

std::span<const float> vectors(const FeatureTable::Level& level, Rows rows) {
  return std::span(level.vectors)
      .subspan(rows.begin * level.channels, rows.size() * level.channels);
}

}  // namespace

void CosinePanel::compute(Rows a, Rows b) {
  const auto levels = table_.levels();
  for (std::size_t l = 0; l < levels.size(); ++l) {
    blocks_[l].a = l == 0 ? a : above(levels[l - 1], blocks_[l - 1].a);
    blocks_[l].b = l == 0 ? b : above(levels[l - 1], blocks_[l - 1].b);
  }
  for (std::size_t l = levels.size(); l-- > 0;) {
    Block& block = blocks_[l];
    block.products.resize(block.a.size() * block.b.size());
    similarity_.multiply(vectors(levels[l], block.a), block.a.size(), vectors(levels[l], block.b),
                         block.b.size(), levels[l].channels, block.products);
    if (l == 0) break;  // row() completes the finest level, for it is by far the largest
    for (std::size_t i = 0; i < block.a.size(); ++i)
      add_coarser(l, i, std::span(block.products).subspan(i * block.b.size(), block.b.size()));
  }
}

void CosinePanel::row(std::size_t i, std::span<float> out) const {
  const Block& block = blocks_.front();
  std::ranges::copy(std::span(block.products).subspan(i * block.b.size(), block.b.size()),
                    out.begin());
  add_coarser(0, i, out);
  const auto norms = table_.inverse_norms();
  const float own = norms[block.a.begin + i];
  const auto others = norms.subspan(block.b.begin, block.b.size());
  for (std::size_t j = 0; j < others.size(); ++j) out[j] *= own * others[j];
}

void CosinePanel::add_coarser(std::size_t level, std::size_t i, std::span<float> row) const {
  if (level + 1 == blocks_.size()) return;
  const Block& here = blocks_[level];
  const Block& coarser = blocks_[level + 1];
  const std::span parent(table_.levels()[level].parent);
  const float* from =
      &coarser.products[(parent[here.a.begin + i] - coarser.a.begin) * coarser.b.size()];
  const auto columns = parent.subspan(here.b.begin, here.b.size());
  for (std::size_t j = 0; j < columns.size(); ++j) row[j] += from[columns[j] - coarser.b.begin];
}

}  // namespace saa
