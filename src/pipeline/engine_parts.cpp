#include "pipeline/engine_parts.h"

#include "pipeline/remembering_generator.h"
#include "pipeline/remembering_refiner.h"

#include <utility>

namespace saa {

EngineParts remember(EngineParts parts, std::size_t bytes) {
  if (bytes == 0) return parts;
  if (!parts.memory) parts.memory = std::make_shared<LruCache>(bytes);
  parts.generator =
      std::make_unique<RememberingGenerator>(std::move(parts.generator), parts.memory);
  parts.refiner = std::make_unique<RememberingRefiner>(std::move(parts.refiner), parts.memory);
  return parts;
}

}  // namespace saa
