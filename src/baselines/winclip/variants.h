// The published re-implementations of WinCLIP, and in what they differ, as data. docs/baselines.md
// explains each choice.
#pragma once

#include "baselines/winclip/prompt_ensemble.h"

#include <span>
#include <string_view>

namespace saa::baselines {

/// Which of a window's two probabilities is averaged (harmonically).
enum class Averaged {
  anomalous,  ///< the map is the mean of being anomalous
  normal      ///< the map is 1 - the mean of being normal
};

struct WinClipForm {
  std::string_view name;
  double temperature = 0;  ///< cosines are divided by it before the softmax
  CaptionTemplates templates = CaptionTemplates::punctuated;
  Averaged averaged = Averaged::anomalous;
  bool image_level = true;  ///< whether the whole image counts beside the windows
  int resized_first =
      0;  ///< side in pixels that the image is brought to before the network's; 0: none
  int map_side = 240;             ///< pixels of the map
  std::string_view checkpoint{};  ///< the registered file that it was published with
};

/// The default first.
[[nodiscard]] std::span<const WinClipForm> winclip_forms();

}  // namespace saa::baselines
