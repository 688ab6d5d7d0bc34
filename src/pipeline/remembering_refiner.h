// A refiner that keeps the masks of boxes it has seen, so that only new ones cost anything.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/refiner.h"

#include <memory>

namespace saa {

class RememberingRefiner final : public Refiner {
 public:
  RememberingRefiner(std::unique_ptr<const Refiner> refiner, std::shared_ptr<LruCache> memory);

  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& image,
                                                   ChannelOrder order) const override;

 private:
  std::unique_ptr<const Refiner> refiner_;
  std::shared_ptr<LruCache> memory_;
};

}  // namespace saa
