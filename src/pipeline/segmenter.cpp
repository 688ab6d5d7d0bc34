#include "pipeline/cascade.h"
#include "pipeline/offline/offline_engine.h"

#include <saa/error.h>
#include <saa/segmenter.h>
#include <string>
#include <utility>

namespace saa {
namespace {

EngineParts make_engine(const SegmenterOptions& options) {
  switch (options.engine) {
    case Engine::automatic:  // the only engine there is so far
    case Engine::offline:
      return make_offline_engine(options);
  }
  throw UsageError("unknown engine " + std::to_string(static_cast<int>(options.engine)) +
                   "; expected automatic or offline");
}

}  // namespace

class Segmenter::Impl {
 public:
  explicit Impl(SegmenterOptions chosen)
      : options(std::move(chosen)), cascade(make_engine(options), options.threads) {}

  SegmenterOptions options;
  Cascade cascade;
};

Segmenter::Segmenter(SegmenterOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

Result Segmenter::predict(const Image& image, const Profile& profile,
                          const PredictOptions& options) const {
  return impl_->cascade.predict(image, profile, options);
}

const SegmenterOptions& Segmenter::options() const { return impl_->options; }
std::string Segmenter::engine() const { return impl_->cascade.parts().name; }
std::string Segmenter::engine_notice() const { return impl_->cascade.parts().notice; }
std::vector<WeightsFile> Segmenter::weights() const { return impl_->cascade.parts().weights; }

}  // namespace saa
