// What of a segmenter's options a context takes as well.
#pragma once

#include <saa/context.h>
#include <saa/segmenter.h>

namespace saa {

[[nodiscard]] inline ContextMachine context_machine(const SegmenterOptions& options) {
  return {.models = options.models,
          .cache = options.cache,
          .threads = options.threads,
          .precision = options.precision};
}

}  // namespace saa
