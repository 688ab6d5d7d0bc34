#include "baselines/utad/make_utad.h"

#include "baselines/choose_variant.h"
#include "baselines/utad/utad_mapper.h"
#include "model_files/find.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/wide_resnet/wide_resnet.h"
#include "pipeline/open_checkpoint.h"

#include <array>
#include <saa/error.h>
#include <string>
#include <string_view>
#include <utility>

namespace saa::baselines {
namespace {

namespace fs = std::filesystem;

/// A network that gives features at stride 8.
struct Variant {
  std::string_view name;
  std::string_view file;  ///< registered; another of the same network serves as well
  std::shared_ptr<const nn::Network> (*compile)(const StateDict&, const nn::CompileOptions&);
  /// Euclidean distance whose score is 1, a constant: it brings the scores of a network to a range
  /// that pictures of maps have colours and numbers for.
  double unit;
};

std::shared_ptr<const nn::Network> wide_resnet50(const StateDict& weights,
                                                 const nn::CompileOptions& options) {
  return wide_resnet::compile(weights, std::array{2}, options);
}

std::shared_ptr<const nn::Network> efficientnet_lite0(const StateDict& weights,
                                                      const nn::CompileOptions& options) {
  return efficientnet_lite::compile(weights, std::array{3}, options);
}

/// Half the unit is where the decision falls. On EfficientNet-Lite0 that was chosen on magnetic
/// tiles (docs/baselines.md); on WideResNet50-2 it is a guess.
constexpr double kThreshold = 0.5;

/// The published network first.
constexpr std::array<Variant, 2> kVariants = {{
    {"wide-resnet50", "wide_resnet50_2-95faca4d.pth", wide_resnet50, 10},
    {"efficientnet-lite0", "efficientnet-lite0-57934424.pth", efficientnet_lite0, 44},
}};

struct Choice {
  const Variant* variant = nullptr;
  FoundModel found;
};

Choice choose(const SegmenterOptions& options, const fs::path& folder) {
  std::array<std::string_view, kVariants.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names.at(i) = kVariants.at(i).name;
  const std::size_t wanted = choose_variant(Method::utad, options.method_variant, names);
  const bool any = options.method_variant.empty();
  for (std::size_t i = 0; i < kVariants.size(); ++i) {
    if (!any && i != wanted) continue;
    const Variant& variant = kVariants.at(i);
    if (auto found = find_serving(folder, *find_model_file(variant.file)))
      return {&variant, *std::move(found)};
  }
  const std::string file(kVariants.at(wanted).file);
  throw WeightsError(folder.string() + " lacks " + file +
                     "; to download what is missing: " + fetch_command(file, folder));
}

}  // namespace

std::unique_ptr<AnomalyMethod> make_utad(const SegmenterOptions& options) {
  const fs::path folder = options.models.empty() ? default_models_dir() : options.models;
  const auto [variant, found] = choose(options, folder);
  const OpenCheckpoint checkpoint(found, options.cache);
  MethodFacts facts{.method = Method::utad,
                    .variant = std::string(variant->name),
                    .engine = "utad",
                    .notice = "no language model; text prompts are not used",
                    .notices = {},
                    .threshold = kThreshold,
                    .weights = {checkpoint.description()}};
  const std::string_view wanted =
      options.method_variant.empty() ? kVariants.front().file : variant->file;
  if (found.model->file != wanted) {
    facts.notices.push_back("features from " + std::string(found.model->name) +
                            ", for there is no " + (folder / wanted).string());
  }
  auto network = variant->compile(
      checkpoint.weights(),
      {.threads = options.threads, .precision = options.precision, .cache = options.cache});
  return std::make_unique<MapMethod>(
      std::move(facts),
      std::make_unique<UtadMapper>(std::move(network), variant->unit, options.threads),
      options.memory_bytes);
}

}  // namespace saa::baselines
