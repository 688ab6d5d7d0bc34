// A method as it is, or with something of it changed: a row of an ablation.
#pragma once

#include <optional>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>

namespace saa {

/// What of a method may differ between runs that share their networks' answers. A baseline has the
/// default only.
struct Variant {
  Preset preset = Preset::paper;
  PromptSwitches prompts{};
  std::optional<int> top_k{};  ///< K of eq. 8 in place of the profile's
};

/// What is changed, as ResultKey::variant: "" nothing, "without-saliency", "top-k=3",
/// "reference,without-class-agnostic,top-k=3"; without both kinds of language prompts
/// "without-language". Presets paper and saa are methods of their own and not named here.
[[nodiscard]] std::string variant_name(const Variant& variant);

/// The profile as the variant uses it. @throws InputError if top_k is out of range.
[[nodiscard]] Profile with_variant(Profile profile, const Variant& variant);

}  // namespace saa
