#include "pipeline/cascade.h"
#include "pipeline/official/official_engine.h"
#include "pipeline/offline/offline_engine.h"

#include <saa/error.h>
#include <saa/segmenter.h>
#include <string>
#include <utility>

namespace saa {
namespace {

void check(const SegmenterOptions& options) {
  const int size = options.detector_size;
  if (size < kMinDetectorSize || size > kMaxDetectorSize)
    throw UsageError("the detector's size must be from " + std::to_string(kMinDetectorSize) +
                     " to " + std::to_string(kMaxDetectorSize) + " pixels, found " +
                     std::to_string(size));
}

/// The offline engine in place of the official one that the caller would have had.
EngineParts make_stand_in(const SegmenterOptions& options,
                          const official::Checkpoints& checkpoints) {
  EngineParts parts = make_offline_engine(options);
  if (checkpoints.some) {
    parts.notices.push_back("offline engine, for " + checkpoints.missing);
  } else {
    parts.notice += "; 'saa models fetch saa-plus' gets the official networks";
  }
  return parts;
}

EngineParts make_engine(const SegmenterOptions& options) {
  switch (options.engine) {
    case Engine::automatic: {
      const official::Checkpoints checkpoints = official::find_checkpoints(options);
      return checkpoints.missing.empty() ? official::make_official_engine(options, checkpoints)
                                         : make_stand_in(options, checkpoints);
    }
    case Engine::official:
      return official::make_official_engine(options, official::find_checkpoints(options));
    case Engine::offline:
      return make_offline_engine(options);
  }
  throw UsageError("unknown engine " + std::to_string(static_cast<int>(options.engine)) +
                   "; expected automatic, official or offline");
}

EngineParts make_remembering_engine(const SegmenterOptions& options) {
  check(options);
  return remember(make_engine(options), options.memory_bytes);
}

}  // namespace

class Segmenter::Impl {
 public:
  explicit Impl(SegmenterOptions chosen)
      : options(std::move(chosen)), cascade(make_remembering_engine(options), options.threads) {}

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
