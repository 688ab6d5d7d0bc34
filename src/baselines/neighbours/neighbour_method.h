// The neighbour prompt alone: its map is the answer.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa::baselines {

/// Mutual scoring of pictures (MuSc, Li et al., ICLR 2024) as docs/neighbours.md has it. Looks at
/// PredictOptions::context, threshold and cancel only. Regions as those of MapMethod.
class NeighbourMethod final : public AnomalyMethod {
 public:
  /// @param memory_bytes for maps that are remembered, by image and context; 0: none.
  explicit NeighbourMethod(std::size_t memory_bytes);

  /// @throws UsageError if there is no context.
  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const override;
  [[nodiscard]] const MethodFacts& facts() const override { return facts_; }
  [[nodiscard]] LruCache* memory() const override { return memory_.get(); }

 private:
  MethodFacts facts_;
  std::unique_ptr<LruCache> memory_;  ///< null: nothing is kept
};

}  // namespace saa::baselines
