#include "baselines/winclip/make_winclip.h"

#include "baselines/choose_variant.h"
#include "baselines/winclip/variants.h"
#include "baselines/winclip/winclip_mapper.h"
#include "model_files/find.h"
#include "pipeline/open_checkpoint.h"

#include <algorithm>
#include <iterator>
#include <saa/error.h>
#include <string>
#include <utility>
#include <vector>

namespace saa::baselines {
namespace {

namespace fs = std::filesystem;

/// Where the texts of damaged and of flawless parts fit equally well. Not calibrated.
constexpr double kThreshold = 0.5;

const WinClipForm& choose_form(const SegmenterOptions& options) {
  std::vector<std::string_view> names;
  std::ranges::transform(winclip_forms(), std::back_inserter(names), &WinClipForm::name);
  return winclip_forms()[choose_variant(Method::winclip, options.method_variant, names)];
}

struct Files {
  FoundModel clip;
  fs::path merges;
};

Files find_files(const fs::path& folder, const WinClipForm& form) {
  const ModelFile& clip = *find_model_file(form.checkpoint);
  const ModelFile& merges = *find_model_file("bpe_simple_vocab_16e6.txt.gz");
  const auto found_clip = find_serving(folder, clip);
  const auto found_merges = find_model(folder, merges);
  if (found_clip && found_merges) return {*found_clip, *found_merges};
  std::vector<const ModelFile*> missing;
  if (!found_clip) missing.push_back(&clip);
  if (!found_merges) missing.push_back(&merges);
  throw WeightsError(missing_line(folder, *find_model_set("winclip"), missing));
}

}  // namespace

std::unique_ptr<AnomalyMethod> make_winclip(const SegmenterOptions& options) {
  const fs::path folder = options.models.empty() ? default_models_dir() : options.models;
  const WinClipForm& form = choose_form(options);
  const Files files = find_files(folder, form);
  const OpenCheckpoint checkpoint(files.clip, options.cache);
  MethodFacts facts{.method = Method::winclip,
                    .variant = std::string(form.name),
                    .engine = "winclip",
                    .notice = "",
                    .notices = {},
                    .threshold = kThreshold,
                    .weights = {checkpoint.description()},
                    .reads_text = true};
  if (files.clip.model->file != form.checkpoint) {
    facts.notices.push_back("weights of " + std::string(files.clip.model->name) +
                            ", for there is no " + (folder / form.checkpoint).string());
  }
  auto mapper = std::make_unique<WinClipMapper>(
      checkpoint.weights(), text::ClipBpe(files.merges), form,
      nn::CompileOptions{
          .threads = options.threads, .precision = options.precision, .cache = options.cache});
  return std::make_unique<MapMethod>(std::move(facts), std::move(mapper), options.memory_bytes);
}

}  // namespace saa::baselines
