// SAM as the refiner: one embedding an image, and that only if there is a box.
#pragma once

#include "core/lru_cache.h"
#include "models/sam/sam.h"
#include "pipeline/refiner.h"

#include <memory>

namespace saa::official {

class SamRefiner final : public Refiner {
 public:
  /// @param memory keeps embeddings across calls; null: none are kept
  SamRefiner(sam::Sam network, std::shared_ptr<LruCache> memory);

  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& image,
                                                   ChannelOrder order) const override;

 private:
  class Pass;

  [[nodiscard]] std::shared_ptr<const sam::Embedding> embedding(const Image& image,
                                                                ChannelOrder order) const;

  sam::Sam network_;
  std::shared_ptr<LruCache> memory_;
};

}  // namespace saa::official
