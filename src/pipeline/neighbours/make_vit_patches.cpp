#include "model_files/find.h"
#include "models/clip/patches.h"
#include "models/dino_v2/dino_v2.h"
#include "nn/runtime.h"
#include "pipeline/neighbours/vit_patches.h"
#include "pipeline/open_checkpoint.h"

#include <saa/error.h>
#include <string>
#include <string_view>

namespace saa {
namespace {

namespace fs = std::filesystem;

FoundModel find_file(const ContextMachine& machine, std::string_view set_name) {
  const fs::path folder = machine.models.empty() ? default_models_dir() : machine.models;
  const ModelSet& set = *find_model_set(set_name);
  const ModelFile& model = *set.file(ModelRole::neighbours);
  if (auto found = find_serving(folder, model)) return *std::move(found);
  throw WeightsError(missing_line(folder, set, set.files));
}

nn::CompileOptions compile_options(const ContextMachine& machine) {
  return {.threads = machine.threads, .precision = machine.precision, .cache = machine.cache};
}

PatchGrid grid_of(int side, nn::Dim patch) { return {side / patch, side / patch}; }

/// Time and memory grow with the fourth power of the side.
constexpr int kMostSide = 2 * kVitSide;

/// @throws UsageError unless pictures of this side are whole patches, and not too many.
void expect_whole_patches(int side, nn::Dim patch) {
  if (side >= patch && side <= kMostSide && side % patch == 0) return;
  throw UsageError("a side of " + std::to_string(side) + " pixels; this network sees patches of " +
                   std::to_string(patch) + ", so give a multiple of that up to " +
                   std::to_string(kMostSide) + ", as " + std::to_string(kVitSide));
}

VitExtractor dino_v2_patches(int side, std::vector<int> neighbourhoods,
                             const ContextMachine& machine) {
  const OpenCheckpoint checkpoint(find_file(machine, "neighbours-dinov2"), machine.cache);
  const dino_v2::Config config = dino_v2::config_of(checkpoint.weights());
  expect_whole_patches(side, config.patch);
  auto network = dino_v2::compile(checkpoint.weights(), config, grid_of(side, config.patch),
                                  kVitTaps, compile_options(machine));
  VitPatches::Input input = {side, static_cast<int>(config.patch), PillowFilter::bilinear,
                             std::move(neighbourhoods)};
  return {std::make_unique<VitPatches>(std::move(network), std::move(input), machine.threads),
          checkpoint.description()};
}

/// parity: MuSc runs OpenAI's weights with the exact form of GELU where pictures are not of the
/// trained size, for it then builds the network from open_clip's description, which does not name
/// the form that they were trained with. Its published figures are of that.
clip::Activation activation_of(int side, const clip::Checkpoint& clip) {
  constexpr clip::Activation kTrained = clip::Activation::quick_gelu;
  return side == clip::vision_config(clip, kTrained).image_size() ? kTrained
                                                                  : clip::Activation::gelu;
}

VitExtractor clip_patches(int side, std::vector<int> neighbourhoods,
                          const ContextMachine& machine) {
  const OpenCheckpoint checkpoint(find_file(machine, "neighbours-clip"), machine.cache);
  const clip::Checkpoint clip = clip::find_clip(checkpoint.weights());
  const clip::VisionConfig config = clip::vision_config(clip, activation_of(side, clip));
  expect_whole_patches(side, config.patch);
  auto network = clip::compile_patches(clip, config, grid_of(side, config.patch), kVitTaps,
                                       compile_options(machine));
  VitPatches::Input input = {side, static_cast<int>(config.patch), PillowFilter::bicubic,
                             std::move(neighbourhoods)};
  return {std::make_unique<VitPatches>(std::move(network), std::move(input), machine.threads),
          checkpoint.description()};
}

}  // namespace

VitExtractor make_vit_patches(NeighbourNetwork network, int side,
                              const std::vector<int>& neighbourhoods,
                              const ContextMachine& machine) {
  const int wanted = side == 0 ? kVitSide : side;
  std::vector<int> sizes = neighbourhoods;
  if (sizes.empty()) sizes.assign(kVitDegrees.begin(), kVitDegrees.end());
  if (network == NeighbourNetwork::dinov2_vitl14)
    return dino_v2_patches(wanted, std::move(sizes), machine);
  if (network == NeighbourNetwork::clip_vitl14_336)
    return clip_patches(wanted, std::move(sizes), machine);
  throw std::logic_error("make_vit_patches makes no patches of network " +
                         std::to_string(static_cast<int>(network)));
}

}  // namespace saa
