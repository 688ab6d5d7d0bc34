#include "baselines/winclip/prompt_ensemble.h"

#include <array>
#include <span>

namespace saa::baselines {
namespace {

constexpr std::array<std::string_view, 7> kNormal = {
    "{}",
    "flawless {}",
    "perfect {}",
    "unblemished {}",
    "{} without flaw",
    "{} without defect",
    "{} without damage",
};

constexpr std::array<std::string_view, 4> kAnomalous = {
    "damaged {}",
    "{} with flaw",
    "{} with defect",
    "{} with damage",
};

constexpr std::array<std::string_view, 22> kComplete = {
    "a cropped photo of the {}",
    "a cropped photo of a {}",
    "a close-up photo of a {}",
    "a close-up photo of the {}",
    "a bright photo of a {}",
    "a bright photo of the {}",
    "a dark photo of the {}",
    "a dark photo of a {}",
    "a jpeg corrupted photo of a {}",
    "a jpeg corrupted photo of the {}",
    "a blurry photo of the {}",
    "a blurry photo of a {}",
    "a photo of a {}",
    "a photo of the {}",
    "a photo of a small {}",
    "a photo of the small {}",
    "a photo of a large {}",
    "a photo of the large {}",
    "a photo of the {} for visual inspection",
    "a photo of a {} for visual inspection",
    "a photo of the {} for anomaly detection",
    "a photo of a {} for anomaly detection",
};

// parity: "cropped photo of a" is missing, and "jpeg corrupted photo of the" stands twice.
constexpr std::array<std::string_view, 21> kPunctuated = {
    "a cropped photo of the {}.",
    "a close-up photo of a {}.",
    "a close-up photo of the {}.",
    "a bright photo of a {}.",
    "a bright photo of the {}.",
    "a dark photo of the {}.",
    "a dark photo of a {}.",
    "a jpeg corrupted photo of the {}.",
    "a jpeg corrupted photo of the {}.",
    "a blurry photo of the {}.",
    "a blurry photo of a {}.",
    "a photo of a {}.",
    "a photo of the {}.",
    "a photo of a small {}.",
    "a photo of the small {}.",
    "a photo of a large {}.",
    "a photo of the large {}.",
    "a photo of the {} for visual inspection.",
    "a photo of a {} for visual inspection.",
    "a photo of the {} for anomaly detection.",
    "a photo of a {} for anomaly detection.",
};

std::string filled(std::string_view pattern, std::string_view words) {
  const std::size_t gap = pattern.find("{}");
  return std::string(pattern.substr(0, gap)).append(words).append(pattern.substr(gap + 2));
}

std::vector<std::string> captions(std::string_view part, std::span<const std::string_view> states,
                                  std::span<const std::string_view> templates) {
  std::vector<std::string> all;
  all.reserve(states.size() * templates.size());
  for (const std::string_view state : states)
    for (const std::string_view pattern : templates)
      all.push_back(filled(pattern, filled(state, part)));
  return all;
}

}  // namespace

PromptEnsemble prompt_ensemble(std::string_view part, CaptionTemplates templates) {
  const std::span<const std::string_view> patterns =
      templates == CaptionTemplates::complete ? std::span<const std::string_view>(kComplete)
                                              : std::span<const std::string_view>(kPunctuated);
  return {captions(part, kNormal, patterns), captions(part, kAnomalous, patterns)};
}

}  // namespace saa::baselines
