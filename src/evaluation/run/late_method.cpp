#include "evaluation/run/late_method.h"

#include "segmenter/deferred_method.h"
#include "segmenter/make_method.h"

#include <utility>

namespace saa {
namespace {

std::unique_ptr<AnomalyMethod> make_any(const SegmenterOptions& options,
                                        const std::optional<MethodFacts>& recorded) {
  return recorded ? make_deferred_method(options, *recorded) : make_method(options);
}

}  // namespace

LateMethod::LateMethod(MethodMaker make, SegmenterOptions options,
                       std::optional<MethodFacts> recorded)
    : make_(make ? std::move(make) : make_any),
      options_(std::move(options)),
      facts_(std::move(recorded)) {}

const MethodFacts& LateMethod::facts() {
  if (!facts_) facts_ = get().facts();
  return *facts_;
}

const AnomalyMethod& LateMethod::get() {
  const std::scoped_lock lock(mutex_);
  if (!method_) method_ = make_(options_, facts_);
  return *method_;
}

}  // namespace saa
