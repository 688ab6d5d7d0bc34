#include "evaluation/run/work_list.h"

#include "core/sha256.h"
#include "evaluation/run/run_folder.h"
#include "output/run_manifest.h"

#include <algorithm>
#include <saa/error.h>
#include <saa/version.h>
#include <span>
#include <utility>

namespace saa {
namespace {

Row row_of(const EvaluationPlan& plan, const Variant& variant) {
  const SegmenterOptions& options = plan.segmenter;
  const std::string changes = variant_name(variant);
  if (options.method == Method::hybrid_prompts)
    return {variant, method_name(options.method, variant.preset), changes};
  const PromptSwitches& prompts = variant.prompts;
  if (variant.preset != Preset::paper || variant.top_k || !prompts.property || !prompts.saliency ||
      !prompts.confidence)
    throw UsageError(std::string("method ") + method_name(options.method) +
                     " has neither presets nor K, and no hybrid prompts but those of language");
  const bool both = !options.method_variant.empty() && !changes.empty();
  return {variant, method_name(options.method),
          options.method_variant + (both ? "," : "") + changes};
}

std::vector<Row> rows_of(const EvaluationPlan& plan) {
  if (plan.variants.empty()) throw UsageError("an evaluation needs at least one variant");
  std::vector<Row> rows;
  for (const Variant& variant : plan.variants) {
    Row row = row_of(plan, variant);
    const bool is_known = std::ranges::any_of(rows, [&](const Row& known) {
      return known.method == row.method && known.name == row.name;
    });
    if (is_known)
      throw UsageError("the variant " + row_name(row.method, row.name) + " is listed twice");
    rows.push_back(std::move(row));
  }
  return rows;
}

/// `limit` of the samples, evenly over the sorted list and with it over the kinds; 0: all.
std::vector<const Sample*> choose_samples(const std::vector<Sample>& samples, std::size_t limit) {
  const std::size_t count = limit == 0 ? samples.size() : std::min(limit, samples.size());
  std::vector<const Sample*> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(&samples[i * samples.size() / count]);
  return chosen;
}

std::vector<std::filesystem::path> pictures_of(const Category& category) {
  std::vector<std::filesystem::path> pictures;
  for (const Sample& sample : category.samples) pictures.push_back(sample.image);
  return pictures;
}

}  // namespace

std::vector<WorkItem> WorkList::items(const std::optional<Shard>& shard) const {
  std::vector<WorkItem> items;
  std::size_t position = 0;
  for (const WorkCategory& category : categories) {
    for (const Sample* sample : category.samples) {
      if (!shard || belongs_to(*shard, position)) items.push_back({&category, sample});
      ++position;
    }
  }
  return items;
}

WorkList list_work(const EvaluationPlan& plan) {
  if (plan.side < 1) throw UsageError("scores need a side of at least 1 pixel");
  WorkList work{.rows = rows_of(plan), .categories = {}};
  for (const Category& category : plan.dataset.categories) {
    work.categories.push_back(
        {.name = category.name,
         .profile = plan.profile ? *plan.profile : find_profile(category.profile),
         .expected_images = category.samples.size(),
         .pictures = pictures_of(category),
         .samples = choose_samples(category.samples, plan.limit)});
  }
  return work;
}

std::string options_sha256(const EvaluationPlan& plan, const MethodFacts& facts,
                           const WorkCategory& category, const Row& row,
                           const std::string& context_digest) {
  const bool has_detector = facts.engine == "official";
  const ResultOptions options = {.method = facts.method,
                                 .method_variant = facts.variant,
                                 .engine = facts.engine,
                                 .weights = facts.weights,
                                 .precision = plan.segmenter.precision,
                                 .detector_size = has_detector ? plan.segmenter.detector_size : 0,
                                 .preset = row.variant.preset,
                                 .prompts = row.variant.prompts,
                                 .threshold = plan.threshold,
                                 .profile = with_variant(category.profile, row.variant),
                                 .context_sha256 = context_digest};
  const Json all = {{"version", kVersion},
                    {"options", result_options_json(options)},
                    {"mask_rule", mask_rule_name(plan.mask_rule)},
                    {"side", plan.side}};
  const std::string text = json_line(all);
  return sha256(std::as_bytes(std::span(text)));
}

const char* mask_rule_name(MaskRule rule) {
  return rule == MaskRule::above_zero ? "above-zero" : "above-half";
}

}  // namespace saa
