// An engine: which generator, refiner and saliency features work together.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/generator.h"
#include "pipeline/method.h"
#include "pipeline/refiner.h"
#include "pipeline/saliency_extractor.h"

#include <cstddef>
#include <memory>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa {

struct EngineParts {
  MethodFacts facts;
  std::unique_ptr<Generator> generator;
  std::unique_ptr<Refiner> refiner;
  std::shared_ptr<const SaliencyExtractor> saliency;  ///< a generator may use it, too
  /// What is kept between calls on one image; null: nothing. Networks keep their embeddings there,
  /// too.
  std::shared_ptr<LruCache> memory{};
};

/// The same engine, keeping up to `bytes` of what its parts found, so that a later call on the same
/// image computes only what its options change. 0: as it was.
[[nodiscard]] EngineParts remember(EngineParts parts, std::size_t bytes);

}  // namespace saa
