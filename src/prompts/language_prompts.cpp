#include <saa/profile.h>

namespace saa {
namespace {

std::string fill(std::string text, std::string_view name) {
  constexpr std::string_view kPlace = "{}";
  for (std::size_t at = text.find(kPlace); at != std::string::npos;
       at = text.find(kPlace, at + name.size()))
    text.replace(at, kPlace.size(), name);
  return text;
}

}  // namespace

std::vector<Prompt> Profile::language_prompts(bool class_agnostic, bool class_specific) const {
  std::vector<Prompt> all;
  if (class_agnostic) {
    const std::string& filled_in = class_name.empty() ? object : class_name;
    for (const std::string& text : general) all.push_back({fill(text, filled_in), filled_in});
  }
  if (class_specific) all.insert(all.end(), prompts.begin(), prompts.end());
  if (all.empty()) all.push_back({"anomaly", ""});  // T_n
  return all;
}

}  // namespace saa
