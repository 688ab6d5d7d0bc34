#include "pipeline/official/official_engine.h"

#include "model_files/find.h"
#include "models/wide_resnet/wide_resnet.h"
#include "pipeline/network_saliency.h"
#include "pipeline/official/grounding_dino_generator.h"
#include "pipeline/official/sam_refiner.h"
#include "pipeline/open_checkpoint.h"

#include <algorithm>
#include <memory>
#include <saa/error.h>
#include <string_view>
#include <utility>

namespace saa::official {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "official";
/// Of the map's maximum. GroundingDINO's own demonstration takes a box for what the words say from
/// this score on; the score has not been calibrated on anomalies.
constexpr double kThreshold = 0.35;

/// The registry's word for the network that an option names; "" for any of its role.
std::string_view network_of(DetectorNetwork network) {
  switch (network) {
    case DetectorNetwork::automatic:
      return "";
    case DetectorNetwork::swin_t:
      return "GroundingDINO Swin-T";
    case DetectorNetwork::swin_b:
      return "GroundingDINO Swin-B";
  }
  throw UsageError("unknown detector network " + std::to_string(static_cast<int>(network)));
}

std::string_view network_of(RefinerNetwork network) {
  switch (network) {
    case RefinerNetwork::automatic:
      return "";
    case RefinerNetwork::vit_h:
      return "SAM ViT-H";
    case RefinerNetwork::vit_l:
      return "SAM ViT-L";
    case RefinerNetwork::vit_b:
      return "SAM ViT-B";
    case RefinerNetwork::mobile_sam:
      return "MobileSAM";
  }
  throw UsageError("unknown refiner network " + std::to_string(static_cast<int>(network)));
}

/// The file to take for a role: of those that the option allows the first one present, else the one
/// that the registry prefers, with an empty path.
FoundModel choose(const fs::path& folder, ModelRole role, std::string_view network) {
  FoundModel preferred;
  for (const ModelFile& model : model_files()) {
    if (model.role != role || (!network.empty() && model.network != network)) continue;
    if (auto file = find_model(folder, model)) return {&model, *std::move(file)};
    if (preferred.model == nullptr) preferred.model = &model;
  }
  return preferred;
}

/// What `saa models fetch` is to be given for these files: the name of the set that has them all,
/// else their own names.
std::string names_to_fetch(std::span<const ModelFile* const> missing) {
  for (const ModelSet& set : model_sets()) {
    const bool has_all = std::ranges::all_of(missing, [&](const ModelFile* model) {
      return std::ranges::find(set.files, model) != set.files.end();
    });
    if (has_all) return std::string(set.name);
  }
  std::string names;
  for (const ModelFile* model : missing)
    names += (names.empty() ? "" : " ") + std::string(model->file);
  return names;
}

}  // namespace

Checkpoints find_checkpoints(const SegmenterOptions& options) {
  const fs::path folder = options.models.empty() ? default_models_dir() : options.models;
  const FoundModel detector = choose(folder, ModelRole::detector, network_of(options.detector));
  const FoundModel refiner = choose(folder, ModelRole::refiner, network_of(options.refiner));
  const FoundModel saliency = choose(folder, ModelRole::saliency, "WideResNet50-2");
  const FoundModel vocabulary = choose(folder, ModelRole::vocabulary, "");

  std::vector<const ModelFile*> missing;
  for (const FoundModel* found : {&detector, &refiner, &saliency, &vocabulary})
    if (found->file.empty()) missing.push_back(found->model);
  Checkpoints checkpoints{.detector = detector,
                          .refiner = refiner,
                          .saliency = saliency,
                          .vocabulary = vocabulary,
                          .missing = {},
                          .some = !detector.file.empty() || !refiner.file.empty()};
  if (!missing.empty()) {
    const std::string names = names_to_fetch(missing);
    checkpoints.missing =
        missing_line(folder, {.name = names, .summary = "", .files = {}}, missing);
  }
  return checkpoints;
}

EngineParts make_official_engine(const SegmenterOptions& options, const Checkpoints& checkpoints) {
  if (!checkpoints.missing.empty()) throw WeightsError(checkpoints.missing);
  const nn::CompileOptions compile{
      .threads = options.threads, .precision = options.precision, .cache = options.cache};
  EngineParts parts;
  parts.facts.engine = kName;
  parts.facts.threshold = kThreshold;
  if (options.memory_bytes > 0) parts.memory = std::make_shared<LruCache>(options.memory_bytes);
  const auto open = [&](const FoundModel& found) {
    OpenCheckpoint checkpoint(found, options.cache);
    parts.facts.weights.push_back(checkpoint.description());
    return checkpoint;
  };
  // The largest first, while there is nothing beside it.
  parts.refiner = std::make_unique<SamRefiner>(
      sam::Sam(open(checkpoints.refiner).weights(), compile), parts.memory);
  parts.generator = std::make_unique<GroundingDinoGenerator>(
      grounding_dino::GroundingDino(open(checkpoints.detector).weights(),
                                    checkpoints.vocabulary.file, compile),
      options.detector_size, parts.memory);
  parts.saliency = std::make_unique<NetworkSaliency>(wide_resnet::compile(
      open(checkpoints.saliency).weights(), wide_resnet::kSaliencyStages, compile));
  return parts;
}

}  // namespace saa::official
