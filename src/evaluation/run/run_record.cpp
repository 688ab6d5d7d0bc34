#include "evaluation/run/run_record.h"

#include "core/atomic_file.h"
#include "evaluation/run/network_options.h"
#include "output/machine.h"

#include <fstream>
#include <saa/error.h>
#include <saa/version.h>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

Json optional_json(const auto& value) { return value ? Json(*value) : Json(nullptr); }

Json row_json(const Row& row) {
  const PromptSwitches& prompts = row.variant.prompts;
  return {{"method", row.method},
          {"variant", row.name},
          {"preset", preset_name(row.variant.preset)},
          {"prompts",
           {{"class_agnostic", prompts.class_agnostic},
            {"class_specific", prompts.class_specific},
            {"property", prompts.property},
            {"saliency", prompts.saliency},
            {"neighbours", prompts.neighbours},
            {"confidence", prompts.confidence}}},
          {"top_k", optional_json(row.variant.top_k)}};
}

Json category_json(const WorkCategory& category) {
  Json images = Json::array();
  for (const Sample* sample : category.samples) images.push_back(sample->name);
  return {{"name", category.name},
          {"profile", {{"name", category.profile.name}, {"toml", to_toml(category.profile)}}},
          {"expected_images", category.expected_images},
          {"images", std::move(images)}};
}

Json dataset_json(const Dataset& dataset) {
  return {{"kind", dataset_name(dataset.kind)},
          {"split", dataset.split},
          {"root", dataset.root.string()}};
}

/// Null where images have no neighbours.
Json context_json(const EvaluationPlan& plan) {
  if (!plan.context) return nullptr;
  const ContextPlan& context = *plan.context;
  if (!context.file.empty()) return {{"file", context.file.string()}};
  Json pictures = Json::array();
  for (const fs::path& picture : context.pictures) pictures.push_back(picture.string());
  return {{"pictures", context.pictures.empty() ? Json("self") : std::move(pictures)},
          {"network", neighbour_network_name(context.options.network)},
          {"side", context.options.side},
          {"size", context.options.size},
          {"seed", context.options.seed},
          {"keep", context.options.keep},
          {"neighbourhoods", context.options.neighbourhoods}};
}

Json failures_json(std::span<const ImageFailure> failures) {
  Json json = Json::array();
  for (const ImageFailure& failure : failures)
    json.push_back(
        {{"category", failure.category}, {"image", failure.image}, {"error", failure.error}});
  return json;
}

Json earlier_runs(const std::optional<Json>& earlier) {
  Json runs = Json::array();
  if (!earlier) return runs;
  runs = earlier->value("earlier_runs", Json::array());
  runs.push_back({{"started", earlier->value("started", Json())},
                  {"ended", earlier->value("ended", Json())},
                  {"state", earlier->value("state", Json())}});
  return runs;
}

}  // namespace

std::optional<Json> read_evaluation_manifest(const RunFolder& folder) {
  std::ifstream file(folder.manifest());
  if (!file) return std::nullopt;
  Json manifest = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (manifest.is_object() && manifest.value("schema", "") == kEvaluationSchema) return manifest;
  throw InputError(folder.manifest().string() +
                   " is not the record of an evaluation; remove it or choose another folder");
}

Json describe_run(const EvaluationPlan& plan, const SegmenterOptions& options,
                  const MethodFacts& facts, const WorkList& work) {
  Json rows = Json::array();
  for (const Row& row : work.rows) rows.push_back(row_json(row));
  Json categories = Json::array();
  for (const WorkCategory& category : work.categories)
    categories.push_back(category_json(category));
  const Json shard =
      plan.shard ? Json{{"index", plan.shard->index}, {"count", plan.shard->count}} : Json(nullptr);
  return {{"command", plan.command},
          {"dataset", dataset_json(plan.dataset)},
          {"networks", network_options_json(options)},
          {"method", method_facts_json(facts)},
          {"protocol",
           {{"side", plan.side},
            {"mask_rule", mask_rule_name(plan.mask_rule)},
            {"threshold", optional_json(plan.threshold)}}},
          {"context", context_json(plan)},
          {"shard", shard},
          {"variants", std::move(rows)},
          {"categories", std::move(categories)}};
}

void expect_same_dataset(const Json& recorded, const Dataset& dataset, const RunFolder& folder) {
  const Json here = dataset_json(dataset);
  const Json& there = recorded.at("dataset");
  const bool is_same = there.at("kind") == here["kind"] && there.at("split") == here["split"] &&
                       (dataset.kind != DatasetKind::folder || there.at("root") == here["root"]);
  if (is_same) return;
  const auto text = [](const Json& json) {
    return json.at("kind").get<std::string>() + " (split " + json.at("split").get<std::string>() +
           ", " + json.at("root").get<std::string>() + ")";
  };
  throw InputError("the folder " + folder.root().string() + " holds an evaluation of " +
                   text(there) + ", this one is of " + text(here) +
                   "; choose another folder with --out");
}

EvaluationRecord::EvaluationRecord(const RunFolder& folder, Json description,
                                   const std::optional<Json>& earlier)
    : folder_(folder),
      description_(std::move(description)),
      earlier_runs_(earlier_runs(earlier)),
      started_(utc_now()) {
  std::error_code ignored;
  fs::remove(folder_.table(), ignored);
  fs::remove(folder_.results(), ignored);
  write({{"state", state_name(RunState::running)}});
}

void EvaluationRecord::close(RunState state, const EvaluationCounts& counts,
                             std::span<const ImageFailure> failures, const std::string& error) {
  Json outcome = {{"state", state_name(state)},
                  {"ended", utc_now()},
                  {"counts",
                   {{"images", counts.images},
                    {"done", counts.done},
                    {"computed", counts.computed},
                    {"failed", failures.size()}}},
                  {"failures", failures_json(failures)}};
  if (!error.empty()) outcome["error"] = error;
  write(outcome);
}

void EvaluationRecord::write(const Json& outcome) const {
  Json manifest = {{"schema", kEvaluationSchema}, {"version", kVersion}, {"started", started_}};
  manifest.update(outcome);
  manifest.update(description_);
  manifest["earlier_runs"] = earlier_runs_;
  manifest["machine"] = describe_machine();
  write_file_atomically(folder_.manifest(), json_page(manifest));
}

}  // namespace saa
