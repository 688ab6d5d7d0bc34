#include "segmenter/make_method.h"

#include "baselines/clipseg/make_clipseg.h"
#include "baselines/neighbours/neighbour_method.h"
#include "baselines/utad/make_utad.h"
#include "baselines/winclip/make_winclip.h"
#include "pipeline/cascade.h"
#include "pipeline/official/official_engine.h"
#include "pipeline/offline/offline_engine.h"

#include <saa/error.h>
#include <string>
#include <utility>

namespace saa {
namespace {

void check(const SegmenterOptions& options) {
  if (!options.method_variant.empty())
    throw UsageError("saa and saa+ have presets, not variants; found variant '" +
                     options.method_variant + "'");
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
    parts.facts.notices.push_back("offline engine, for " + checkpoints.missing);
  } else {
    parts.facts.notice += "; 'saa models fetch saa-plus' gets the official networks";
  }
  return parts;
}

std::unique_ptr<AnomalyMethod> make_neighbour_method(const SegmenterOptions& options) {
  if (!options.method_variant.empty())
    throw UsageError("method neighbours has no variants, its network is the context's; found '" +
                     options.method_variant + "'");
  return std::make_unique<baselines::NeighbourMethod>(options.memory_bytes);
}

EngineParts choose_engine(const SegmenterOptions& options) {
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

}  // namespace

EngineParts make_engine(const SegmenterOptions& options) {
  check(options);
  return choose_engine(options);
}

std::unique_ptr<AnomalyMethod> make_method(const SegmenterOptions& options) {
  switch (options.method) {
    case Method::hybrid_prompts:
      return std::make_unique<Cascade>(remember(make_engine(options), options.memory_bytes),
                                       options.threads);
    case Method::clipseg:
      return baselines::make_clipseg(options);
    case Method::winclip:
      return baselines::make_winclip(options);
    case Method::neighbours:
      return make_neighbour_method(options);
    case Method::utad:
      return baselines::make_utad(options);
  }
  throw UnsupportedError(std::string("there is no method ") + method_name(options.method));
}

}  // namespace saa
