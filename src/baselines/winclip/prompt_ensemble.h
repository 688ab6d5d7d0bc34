// WinCLIP's compositional prompt ensemble: each state of a part ("flawless part") in each template
// of a caption ("a photo of the flawless part").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saa::baselines {

/// Which list of captions.
enum class CaptionTemplates {
  complete,   ///< 22, without a full stop
  punctuated  ///< 21, each with a full stop; one of the 22 stands twice for two that are missing
};

struct PromptEnsemble {
  std::vector<std::string> normal;     ///< 7 states x the templates
  std::vector<std::string> anomalous;  ///< 4 states x the templates
};

/// @param part the class's name as it is: "candle", "metal_nut"
[[nodiscard]] PromptEnsemble prompt_ensemble(std::string_view part, CaptionTemplates templates);

}  // namespace saa::baselines
