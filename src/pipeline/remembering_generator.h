// A generator that answers what it was asked before without looking again: somebody at work on one
// image changes limits far more often than prompts.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/generator.h"

#include <memory>

namespace saa {

class RememberingGenerator final : public Generator {
 public:
  RememberingGenerator(std::unique_ptr<const Generator> generator,
                       std::shared_ptr<LruCache> memory);

  [[nodiscard]] bool reads_text() const override { return generator_->reads_text(); }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& image,
                                                     int object_count) const override;

 private:
  std::unique_ptr<const Generator> generator_;
  std::shared_ptr<LruCache> memory_;
};

}  // namespace saa
