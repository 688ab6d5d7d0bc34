#include "evaluation/run/variant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

namespace saa {

std::string variant_name(const Variant& variant) {
  const PromptSwitches& prompts = variant.prompts;
  std::vector<std::string> changes;
  const auto without = [&](bool is_on, const char* prompt) {
    if (!is_on) changes.push_back(std::string("without-") + prompt);
  };
  if (variant.preset == Preset::reference) changes.emplace_back("reference");
  if (!prompts.class_agnostic && !prompts.class_specific) {
    changes.emplace_back("without-language");
  } else {
    without(prompts.class_agnostic, "class-agnostic");
    without(prompts.class_specific, "class-specific");
  }
  without(prompts.property, "property");
  without(prompts.saliency, "saliency");
  without(prompts.neighbours, "neighbours");
  without(prompts.confidence, "confidence");
  if (variant.top_k) changes.push_back(fmt::format("top-k={}", *variant.top_k));
  return fmt::format("{}", fmt::join(changes, ","));
}

Profile with_variant(Profile profile, const Variant& variant) {
  profile.top_k = variant.top_k.value_or(profile.top_k);
  validate_profile(profile);
  return profile;
}

}  // namespace saa
