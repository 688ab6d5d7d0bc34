#include "output/run_manifest.h"

#include "core/sha256.h"
#include "output/machine.h"

#include <fstream>
#include <saa/version.h>
#include <span>

namespace saa {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

/// Of a baseline's only those of language prompts.
Json prompts_json(const ResultOptions& options) {
  const PromptSwitches& prompts = options.prompts;
  Json json = {{"class_agnostic", prompts.class_agnostic},
               {"class_specific", prompts.class_specific}};
  if (options.method != Method::hybrid_prompts) return json;
  json["property"] = prompts.property;
  json["saliency"] = prompts.saliency;
  json["neighbours"] = prompts.neighbours;
  json["confidence"] = prompts.confidence;
  return json;
}

/// Network and content, not the place: weights that were moved give the same result.
Json weights_content(const ResultOptions& options) {
  Json weights = Json::array();
  for (const WeightsFile& file : options.weights)
    weights.push_back({{"network", file.network}, {"sha256", file.sha256}});
  return weights;
}

Json weights_files(const ResultOptions& options) {
  Json weights = weights_content(options);
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i]["file"] = options.weights[i].file.string();
  return weights;
}

Json counts_json(const RunCounts& counts) {
  return {{"images", counts.images},
          {"done", counts.done},
          {"resumed", counts.resumed},
          {"failed", counts.failed},
          {"anomalous", counts.anomalous}};
}

Json times_json(const RunManifest& manifest) {
  return {{"started", manifest.started},
          {"ended", text_or_null(manifest.ended)},
          {"state", state_name(manifest.state)}};
}

}  // namespace

const char* precision_name(Precision precision) {
  switch (precision) {
    case Precision::f32:
      return "f32";
    case Precision::bf16:
      return "bf16";
    case Precision::f16:
      return "f16";
    case Precision::int8:
      return "int8";
  }
  return "unknown";
}

const char* state_name(RunState state) {
  switch (state) {
    case RunState::running:
      return "running";
    case RunState::finished:
      return "finished";
    case RunState::interrupted:
      return "interrupted";
    case RunState::failed:
      return "failed";
  }
  return "unknown";
}

Json result_options_json(const ResultOptions& options) {
  const bool hybrid = options.method == Method::hybrid_prompts;
  return {
      {"method", method_name(options.method, options.preset)},
      {"method_variant", text_or_null(options.method_variant)},
      {"engine", options.engine},
      {"weights", weights_content(options)},
      {"precision", precision_name(options.precision)},
      {"detector_size", options.detector_size > 0 ? Json(options.detector_size) : Json(nullptr)},
      {"preset", hybrid ? Json(preset_name(options.preset)) : Json(nullptr)},
      {"prompts", prompts_json(options)},
      {"threshold", options.threshold ? json_number(*options.threshold) : Json(nullptr)},
      {"profile", {{"name", options.profile.name}, {"toml", to_toml(options.profile)}}},
      {"context_sha256", text_or_null(options.context_sha256)}};
}

std::string options_sha256(const ResultOptions& options) {
  const std::string text = std::string(kVersion) + "\n" + json_line(result_options_json(options));
  return sha256(std::as_bytes(std::span(text)));
}

Json manifest_json(const RunManifest& manifest) {
  Json json = {{"schema", kRunSchema}, {"version", kVersion}, {"command", manifest.command}};
  json.update(times_json(manifest));
  json["error"] = text_or_null(manifest.error);
  json["counts"] = counts_json(manifest.counts);
  json["options"] = result_options_json(manifest.options);
  json["options"]["weights"] = weights_files(manifest.options);
  json["options_sha256"] = options_sha256(manifest.options);
  json["run_options"] = manifest.run_options;
  json["earlier_runs"] = manifest.earlier_runs;
  json["machine"] = describe_machine();
  return json;
}

Json runs_to_resume(const std::filesystem::path& manifest, const std::string& options_sha256) {
  Json runs = Json::array();
  try {
    std::ifstream file(manifest);
    const Json earlier = Json::parse(file);
    if (earlier.at("options_sha256") != options_sha256) return runs;
    runs = earlier.at("earlier_runs");
    runs.push_back({{"started", earlier.at("started")},
                    {"ended", earlier.at("ended")},
                    {"state", earlier.at("state")}});
    return runs;
  } catch (const Json::exception&) {
    return Json::array();  // missing or not a manifest: nothing to resume
  }
}

}  // namespace saa
