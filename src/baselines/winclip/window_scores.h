// From features of windows and texts to how anomalous each patch is.
#pragma once

#include "baselines/winclip/variants.h"
#include "baselines/winclip/windows.h"

#include <saa/image.h>
#include <span>
#include <vector>

namespace saa::baselines {

/// One feature of length 1 for each of the two meanings.
struct TextFeatures {
  std::vector<float> normal;
  std::vector<float> anomalous;
};

/// The mean of features [count, channels], brought to length 1.
[[nodiscard]] std::vector<float> unit_mean(std::span<const float> features, std::size_t channels);

/// How likely it is that each window shows what `form` averages: the softmax over its cosines with
/// the two texts, divided by the form's temperature. In (0, 1].
/// @param features [windows, channels], of any length above 0
[[nodiscard]] std::vector<double> window_scores(std::span<const float> features,
                                                const TextFeatures& texts, const WinClipForm& form);

/// The harmonic mean of the levels at each patch, a level being the harmonic mean of the windows
/// over the patch; the form may take it from 1. [grid, grid], in [0, 1].
/// @param levels scores of the windows of each of `windows`; for the whole image a single window
[[nodiscard]] FloatMap patch_map(std::span<const Windows> windows,
                                 std::span<const std::vector<double>> levels, int grid,
                                 const WinClipForm& form);

}  // namespace saa::baselines
