#include "evaluation/run/network_options.h"

#include "core/sha256.h"
#include "output/run_manifest.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <saa/error.h>
#include <saa/version.h>
#include <span>
#include <string_view>

namespace saa {
namespace {

/// By the enumerators' values.
constexpr std::array kEngines = {"auto", "official", "offline"};
constexpr std::array kDetectors = {"auto", "swin-t", "swin-b"};
constexpr std::array kRefiners = {"auto", "vit-h", "vit-l", "vit-b", "mobile-sam"};

template <typename Enum, std::size_t kCount>
const char* name_of(Enum value, const std::array<const char*, kCount>& names) {
  return names.at(static_cast<std::size_t>(value));
}

/// The value on record in place of one that is left to chance.
template <typename Enum, std::size_t kCount>
void continue_choice(Enum& value, const Json& recorded, const char* key,
                     const std::array<const char*, kCount>& names) {
  if (value != Enum::automatic || !recorded.contains(key)) return;
  const auto found = std::ranges::find(names, recorded[key].get<std::string>(),
                                       [](const char* name) { return std::string_view(name); });
  if (found != names.end()) value = static_cast<Enum>(found - names.begin());
}

/// The first option in which they differ, as "precision is f32, not bf16".
std::string first_difference(const Json& recorded, const Json& wanted) {
  for (const auto& [key, value] : wanted.items()) {
    const Json before = recorded.contains(key) ? recorded[key] : Json(nullptr);
    if (before != value) return fmt::format("{} is {}, not {}", key, before.dump(), value.dump());
  }
  return "it has more options: " + recorded.dump();
}

Json weights_json(const MethodFacts& facts, bool with_files) {
  Json weights = Json::array();
  for (const WeightsFile& file : facts.weights) {
    weights.push_back({{"network", file.network}, {"sha256", file.sha256}});
    if (with_files) weights.back()["file"] = file.file.string();
  }
  return weights;
}

}  // namespace

Json network_options_json(const SegmenterOptions& options) {
  Json json = {{"method", method_name(options.method)}};
  if (!options.method_variant.empty()) json["method_variant"] = options.method_variant;
  json["precision"] = precision_name(options.precision);
  if (options.method != Method::hybrid_prompts) return json;
  json["engine"] = name_of(options.engine, kEngines);
  if (options.engine == Engine::offline) return json;
  json["detector"] = name_of(options.detector, kDetectors);
  json["detector_size"] = options.detector_size;
  json["refiner"] = name_of(options.refiner, kRefiners);
  return json;
}

Json method_facts_json(const MethodFacts& facts) {
  return {{"engine", facts.engine},
          {"variant", facts.variant},
          {"notice", facts.notice},
          {"notices", facts.notices},
          {"threshold", facts.threshold},
          {"reads_text", facts.reads_text},
          {"weights", weights_json(facts, /*with_files=*/true)}};
}

MethodFacts read_method_facts(const Json& json, Method method) {
  MethodFacts facts{.method = method,
                    .variant = json.at("variant"),
                    .engine = json.at("engine"),
                    .notice = json.at("notice"),
                    .notices = json.at("notices"),
                    .threshold = json.at("threshold"),
                    .weights = {},
                    .reads_text = json.at("reads_text")};
  for (const Json& file : json.at("weights"))
    facts.weights.push_back({.network = file.at("network"),
                             .file = file.at("file").get<std::string>(),
                             .sha256 = file.at("sha256")});
  return facts;
}

SegmenterOptions with_engine(SegmenterOptions options, const MethodFacts& facts) {
  if (options.method == Method::hybrid_prompts && options.engine == Engine::automatic)
    options.engine = facts.engine == "official" ? Engine::official : Engine::offline;
  return options;
}

SegmenterOptions continue_with(SegmenterOptions options, const Json& recorded,
                               const std::filesystem::path& folder) {
  continue_choice(options.engine, recorded, "engine", kEngines);
  continue_choice(options.detector, recorded, "detector", kDetectors);
  continue_choice(options.refiner, recorded, "refiner", kRefiners);
  const Json wanted = network_options_json(options);
  if (wanted != recorded)
    throw InputError("the folder " + folder.string() +
                     " holds what other networks said: " + first_difference(recorded, wanted) +
                     "; choose another folder with --out, or the same networks");
  return options;
}

std::string networks_sha256(const SegmenterOptions& options, const MethodFacts& facts) {
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}", kVersion, json_line(network_options_json(options)),
                  facts.engine, json_line(weights_json(facts, /*with_files=*/false)));
  return sha256(std::as_bytes(std::span(text)));
}

}  // namespace saa
