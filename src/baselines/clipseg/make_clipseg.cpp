#include "baselines/clipseg/make_clipseg.h"

#include "baselines/choose_variant.h"
#include "baselines/clipseg/clipseg_mapper.h"
#include "model_files/find.h"
#include "pipeline/open_checkpoint.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <saa/error.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa::baselines {
namespace {

namespace fs = std::filesystem;

/// Where a place shows a phrase as likely as not. Not calibrated.
constexpr double kThreshold = 0.5;

struct Variant {
  std::string_view name;
  std::string_view whole;    ///< registered file of the whole network; "": none is published
  std::string_view decoder;  ///< the authors' file, beside CLIP's
  clipseg::Taps taps;
};

constexpr std::string_view kClip = "ViT-B-16.pt";
constexpr std::string_view kMerges = "bpe_simple_vocab_16e6.txt.gz";

constexpr std::array<Variant, 4> kVariants = {{
    {"rd64-refined", "clipseg-rd64-refined.pth", "rd64-uni-refined.pth", clipseg::kDocumentedTaps},
    {"rd64-refined-379", "clipseg-rd64-refined.pth", "rd64-uni-refined.pth", clipseg::kTrainedTaps},
    {"rd64", "", "rd64-uni.pth", clipseg::kDocumentedTaps},
    {"rd64-379", "", "rd64-uni.pth", clipseg::kTrainedTaps},
}};

const Variant& choose(const SegmenterOptions& options) {
  std::array<std::string_view, kVariants.size()> names;
  std::ranges::transform(kVariants, names.begin(), &Variant::name);
  return kVariants.at(choose_variant(Method::clipseg, options.method_variant, names));
}

/// The networks' files, one or two, and the tokenizer's.
struct Files {
  std::vector<FoundModel> networks;  ///< the last has the decoder, the first CLIP
  fs::path merges;
};

/// The registered files of these names, if all are there.
std::optional<std::vector<FoundModel>> find_all(const fs::path& folder,
                                                std::initializer_list<std::string_view> names) {
  std::vector<FoundModel> found;
  for (const std::string_view name : names) {
    const ModelFile* model = find_model_file(name);
    auto file = model == nullptr ? std::nullopt : find_serving(folder, *model);
    if (!file) return std::nullopt;
    found.push_back(*std::move(file));
  }
  return found;
}

/// Says what of these files is missing.
[[noreturn]] void refuse(const fs::path& folder, std::initializer_list<std::string_view> names) {
  std::vector<const ModelFile*> missing;
  std::string words;
  for (const std::string_view name : names) {
    const ModelFile* model = find_model_file(name);
    if (find_serving(folder, *model)) continue;
    missing.push_back(model);
    words += (words.empty() ? "" : " ") + std::string(name);
  }
  throw WeightsError(missing_line(folder, {.name = words, .summary = "", .files = {}}, missing));
}

Files find_files(const fs::path& folder, const Variant& variant) {
  const auto merges = find_model(folder, *find_model_file(kMerges));
  if (merges) {
    if (auto whole = find_all(folder, {variant.whole})) return {*std::move(whole), *merges};
    if (auto parts = find_all(folder, {kClip, variant.decoder}))
      return {*std::move(parts), *merges};
  }
  if (variant.whole.empty()) refuse(folder, {variant.decoder, kClip, kMerges});
  refuse(folder, {variant.whole, kMerges});
}

}  // namespace

std::unique_ptr<AnomalyMethod> make_clipseg(const SegmenterOptions& options) {
  const fs::path folder = options.models.empty() ? default_models_dir() : options.models;
  const Variant& variant = choose(options);
  const Files files = find_files(folder, variant);
  std::vector<OpenCheckpoint> open;
  MethodFacts facts{.method = Method::clipseg,
                    .variant = std::string(variant.name),
                    .engine = "clipseg",
                    .notice = "",
                    .notices = {},
                    .threshold = kThreshold,
                    .weights = {},
                    .reads_text = true};
  for (const FoundModel& file : files.networks)
    facts.weights.push_back(open.emplace_back(file, options.cache).description());

  const clipseg::Weights weights{.clip = open.front().weights(), .decoder = open.back().weights()};
  clipseg::Config config = clipseg::config_of(weights);
  config.taps = variant.taps;
  clipseg::ClipSeg network(
      weights, config, text::ClipBpe(files.merges),
      {.threads = options.threads, .precision = options.precision, .cache = options.cache});
  return std::make_unique<MapMethod>(
      std::move(facts), std::make_unique<ClipSegMapper>(std::move(network)), options.memory_bytes);
}

}  // namespace saa::baselines
