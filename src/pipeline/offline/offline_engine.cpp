#include "pipeline/offline/offline_engine.h"

#include "checkpoint/load.h"
#include "core/sha256.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "pipeline/network_saliency.h"
#include "pipeline/offline/classical_saliency.h"
#include "pipeline/offline/grabcut_refiner.h"
#include "pipeline/offline/offline_generator.h"

#include <filesystem>
#include <system_error>

namespace saa {
namespace {

constexpr const char* kName = "offline";
constexpr const char* kNotice = "no language model; text prompts are not used";
/// Of the final score: see docs/offline-engine.md for how often it is right and wrong.
constexpr double kThreshold = 0.5;
constexpr const char* kNetwork = "efficientnet_lite0";
constexpr const char* kWeights = "efficientnet-lite0-57934424.pth";

std::unique_ptr<SaliencyExtractor> network_saliency(const std::filesystem::path& weights,
                                                    const SegmenterOptions& options) {
  return std::make_unique<NetworkSaliency>(efficientnet_lite::compile(
      load_checkpoint(weights), efficientnet_lite::kSaliencyStages,
      {.threads = options.threads, .precision = options.precision, .cache = options.cache}));
}

}  // namespace

EngineParts make_offline_engine(const SegmenterOptions& options) {
  EngineParts parts;
  parts.facts.engine = kName;
  parts.facts.notice = kNotice;
  parts.facts.threshold = kThreshold;
  parts.refiner = std::make_unique<offline::GrabCutRefiner>();

  const std::filesystem::path folder =
      options.models.empty() ? default_models_dir() : options.models;
  const std::filesystem::path weights = folder / kWeights;
  std::error_code unreadable;
  if (std::filesystem::exists(weights, unreadable)) {
    parts.saliency = network_saliency(weights, options);
    parts.facts.weights = {{.network = kNetwork, .file = weights, .sha256 = sha256_file(weights)}};
  } else {
    parts.saliency = std::make_unique<offline::ClassicalSaliency>();
    parts.facts.notices.push_back("saliency from classical features, for there is no " +
                                  weights.string());
  }
  parts.generator = std::make_unique<offline::OfflineGenerator>(parts.saliency, options.threads);
  return parts;
}

}  // namespace saa
