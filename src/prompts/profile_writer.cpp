#include "prompts/profile_rules.h"

#include <fmt/format.h>
#include <saa/profile.h>

namespace saa {
namespace {

/// A TOML basic string. Fields hold one line without control characters, so two escapes are enough.
std::string toml_string(std::string_view text) {
  std::string written = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') written += '\\';
    written += c;
  }
  return written + '"';
}

/// The shortest text that reads back as the same double; a float in TOML needs a point or exponent.
std::string toml_number(double value) {
  std::string written = fmt::format("{}", value);
  if (written.find_first_of(".e") == std::string::npos) written += ".0";
  return written;
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::string written;
  for (const std::string& text : texts)
    written += (written.empty() ? "" : ", ") + toml_string(text);
  return "[" + written + "]";
}

}  // namespace

std::string to_toml(const Profile& profile) {
  validate_profile(profile);
  std::string toml = "schema = 1\n";
  const auto write = [&](std::string_view key, std::string_view value) {
    toml += fmt::format("{} = {}\n", key, value);
  };
  if (!profile.class_name.empty()) write("class_name", toml_string(profile.class_name));
  write("object", toml_string(profile.object));
  if (!profile.reference_object.empty())
    write("reference_object", toml_string(profile.reference_object));
  write("object_count", std::to_string(profile.object_count));
  write("similar", profile.similar ? "true" : "false");
  write("top_k", std::to_string(profile.top_k));
  write("max_area", toml_number(profile.max_area));
  write("overlap", toml_string(overlap_name(profile.overlap)));
  write("min_overlap", toml_number(profile.min_overlap));
  if (profile.threshold) write("threshold", toml_number(*profile.threshold));
  write("general", toml_list(profile.general));
  for (const Prompt& prompt : profile.prompts) {
    toml += "\n[[prompt]]\n";
    write("text", toml_string(prompt.text));
    write("filtered_phrase", toml_string(prompt.filtered_phrase));
  }
  return toml;
}

}  // namespace saa
