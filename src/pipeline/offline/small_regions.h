// Marks: small regions darker or brighter than the texture around them.
#pragma once

#include "pipeline/offline/brightness.h"
#include "pipeline/offline/finding.h"

#include <vector>

namespace saa::offline {

/// Components of thresholds at many heights on the brightness, flattened along the grain; nested
/// and overlapping ones included. Scored by how sharp their outline is in deviations of the
/// texture. Regions that lean on the border of the part are left out.
/// @param brightness log_brightness() of the working image, slightly smoothed.
/// @param surroundings CV_8UC1, not 0 outside the part.
[[nodiscard]] std::vector<Finding> find_marks(const cv::Mat& brightness, Grain grain,
                                              const cv::Mat& surroundings);

}  // namespace saa::offline
