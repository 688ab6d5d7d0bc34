#include "pipeline/neighbours/patch_extractor.h"

#include "model_files/find.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/wide_resnet/wide_resnet.h"
#include "nn/runtime.h"
#include "pipeline/neighbours/cnn_patches.h"
#include "pipeline/neighbours/vit_patches.h"
#include "pipeline/open_checkpoint.h"

#include <algorithm>
#include <saa/error.h>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// Bounds of what convolutional networks are given: below, the coarsest stage has no neighbours to
/// average over; above, memory and time grow with the fourth power.
constexpr int kLeastSide = 64;
constexpr int kMostSide = 1024;

FoundModel find_file(const ContextMachine& machine, const char* file) {
  const fs::path folder = machine.models.empty() ? default_models_dir() : machine.models;
  const ModelFile& model = *find_model_file(file);
  if (auto found = find_serving(folder, model)) return *std::move(found);
  throw WeightsError("neighbours are compared by " + std::string(model.name) + ", but " +
                     folder.string() + " lacks " + file +
                     "; to download it: " + fetch_command(file, folder));
}

/// The share of the references that are averaged over: measured on EfficientNet-Lite0, where 0.1 to
/// 0.3 differ little, and what MuSc takes.
constexpr double kCnnNearestShare = 0.1;
constexpr double kVitNearestShare = 0.3;

/// Each once. @throws UsageError unless they are odd and in range.
std::vector<int> rising(std::vector<int> neighbourhoods) {
  for (const int side : neighbourhoods) {
    if (side < 1 || side > kMostNeighbourhood || side % 2 == 0)
      throw UsageError("a neighbourhood of " + std::to_string(side) +
                       " places; expected odd numbers from 1 to " +
                       std::to_string(kMostNeighbourhood));
  }
  std::ranges::sort(neighbourhoods);
  const auto same = std::ranges::unique(neighbourhoods);
  neighbourhoods.erase(same.begin(), same.end());
  return neighbourhoods;
}

/// A convolutional network and what is compared of it.
struct Recipe {
  NeighbourNetwork network;
  const char* file;
  CnnPatchConfig config;
  decltype(&efficientnet_lite::compile) compile;
};

LoadedPatches load(Recipe recipe, const ContextOptions& options, const ContextMachine& machine) {
  if (options.side != 0) recipe.config.side = options.side;
  if (!options.neighbourhoods.empty())
    recipe.config.neighbourhoods = rising(options.neighbourhoods);
  if (recipe.config.side < kLeastSide || recipe.config.side > kMostSide ||
      recipe.config.side % 32 != 0) {
    throw UsageError("a side of " + std::to_string(recipe.config.side) +
                     " pixels; this network takes multiples of 32 from " +
                     std::to_string(kLeastSide) + " to " + std::to_string(kMostSide));
  }
  const OpenCheckpoint checkpoint(find_file(machine, recipe.file), machine.cache);
  auto network = recipe.compile(
      checkpoint.weights(), recipe.config.stages,
      {.threads = machine.threads, .precision = machine.precision, .cache = machine.cache},
      nn::cpu_runtime());
  return {recipe.network,
          std::make_unique<CnnPatches>(std::move(network), std::move(recipe.config)),
          checkpoint.description(), kCnnNearestShare};
}

}  // namespace

LoadedPatches make_patch_extractor(const ContextOptions& options, const ContextMachine& machine) {
  const NeighbourNetwork network = options.network;
  switch (network) {
    case NeighbourNetwork::automatic:
    case NeighbourNetwork::efficientnet_lite0:
      return load({NeighbourNetwork::efficientnet_lite0, "efficientnet-lite0-57934424.pth",
                   efficientnet_lite0_patches(), &efficientnet_lite::compile},
                  options, machine);
    case NeighbourNetwork::wide_resnet50:
      return load({network, "wide_resnet50_racm-8234f177.pth", wide_resnet50_patches(),
                   &wide_resnet::compile},
                  options, machine);
    case NeighbourNetwork::dinov2_vitl14:
    case NeighbourNetwork::clip_vitl14_336:
      break;
  }
  VitExtractor vit =
      make_vit_patches(network, options.side, rising(options.neighbourhoods), machine);
  return {network, std::move(vit.patches), std::move(vit.weights), kVitNearestShare};
}

}  // namespace saa
