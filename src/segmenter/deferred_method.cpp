#include "segmenter/deferred_method.h"

#include "pipeline/cascade.h"
#include "pipeline/deferred_engine.h"
#include "segmenter/make_method.h"

#include <utility>

namespace saa {

std::unique_ptr<AnomalyMethod> make_deferred_method(const SegmenterOptions& options,
                                                    MethodFacts facts) {
  if (options.method != Method::hybrid_prompts) return make_method(options);
  EngineParts parts = deferred_engine(std::move(facts), [options] { return make_engine(options); });
  return std::make_unique<Cascade>(remember(std::move(parts), options.memory_bytes),
                                   options.threads);
}

}  // namespace saa
