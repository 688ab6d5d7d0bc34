// A large region of another texture than the rest of the part.
#pragma once

#include "pipeline/offline/brightness.h"
#include "pipeline/offline/finding.h"

#include <optional>

namespace saa::offline {

/// The two-texture split whose boundary is drawn most clearly, if there is any. Scored by how much
/// brightness and roughness change across that boundary, beside what they change across other
/// places of the picture, and a little by its length.
/// @param grey CV_8UC1, at working size. @param surroundings CV_8UC1, not 0 outside the part.
[[nodiscard]] std::optional<Finding> find_other_texture(const cv::Mat& grey, Grain grain,
                                                        const cv::Mat& surroundings);

}  // namespace saa::offline
