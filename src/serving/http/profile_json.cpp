#include "serving/http/profile_json.h"

#include "prompts/profile_rules.h"
#include "serving/http/json_fields.h"

#include <array>
#include <fmt/format.h>
#include <limits>
#include <saa/error.h>
#include <string>

namespace saa::serving {
namespace {

const std::array<std::string, 14> kKeys = {
    "name",    "class_name", "object",  "reference_object", "object_count", "similar",
    "top_k",   "max_area",   "overlap", "min_overlap",      "threshold",    "general",
    "prompts", "schema"};
const std::array<std::string, 2> kPromptKeys = {"text", "filtered_phrase"};

std::vector<Prompt> prompts_from_json(const JsonFields& fields, const Json& list) {
  if (!list.is_array()) fields.fail("prompts", "a list of objects with text and filtered_phrase");
  std::vector<Prompt> prompts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonFields prompt(list[i], fmt::format("{}[{}]", fields.name("prompts"), i), kPromptKeys);
    const std::optional<std::string> text = prompt.text("text");
    if (!text) throw InputError(prompt.name("text") + ": the key is missing");
    prompts.push_back({*text, prompt.text("filtered_phrase").value_or("")});
  }
  return prompts;
}

}  // namespace

Json profile_json(const Profile& profile) {
  Json prompts = Json::array();
  for (const Prompt& prompt : profile.prompts)
    prompts.push_back({{"text", prompt.text}, {"filtered_phrase", prompt.filtered_phrase}});
  return {{"name", profile.name},
          {"class_name", profile.class_name},
          {"object", profile.object},
          {"reference_object", profile.reference_object},
          {"object_count", profile.object_count},
          {"similar", profile.similar},
          {"top_k", profile.top_k},
          {"max_area", profile.max_area},
          {"overlap", overlap_name(profile.overlap)},
          {"min_overlap", profile.min_overlap},
          {"threshold", profile.threshold ? json_number(*profile.threshold) : Json(nullptr)},
          {"general", profile.general},
          {"prompts", std::move(prompts)}};
}

Profile profile_from_json(const Json& json, std::string_view path) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const JsonFields fields(json, std::string(path), kKeys);
  static_cast<void>(fields.integer("schema", 1, 1));
  Profile profile;
  profile.name = fields.text("name").value_or("request");
  profile.class_name = fields.text("class_name").value_or(profile.class_name);
  profile.object = fields.text("object").value_or(profile.object);
  profile.reference_object = fields.text("reference_object").value_or(profile.reference_object);
  const auto count = [&](const char* key, int otherwise) {
    return static_cast<int>(fields.integer(key, 1, kMaxProfileCount).value_or(otherwise));
  };
  profile.object_count = count("object_count", profile.object_count);
  profile.similar = fields.flag("similar").value_or(profile.similar);
  profile.top_k = count("top_k", profile.top_k);
  profile.max_area = fields.number("max_area", 0, 1).value_or(profile.max_area);
  if (const auto rule = fields.choice("overlap", kOverlapNames))
    profile.overlap = static_cast<OverlapRule>(*rule);
  profile.min_overlap = fields.number("min_overlap", 0, 1).value_or(profile.min_overlap);
  profile.threshold = fields.number("threshold", 0, kMost);
  profile.general = fields.texts("general").value_or(profile.general);
  if (const Json* prompts = fields.find("prompts"))
    profile.prompts = prompts_from_json(fields, *prompts);
  validate_profile(profile);
  return profile;
}

Profile profile_by_name(std::string_view name) {
  return parse_profile(builtin_profile_text(name), name);
}

}  // namespace saa::serving
