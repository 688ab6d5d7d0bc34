// Splits of a picture into two textures.
#pragma once

#include "pipeline/offline/texture_channels.h"

#include <opencv2/core/mat.hpp>
#include <vector>

namespace saa::offline {

/// Connected regions (CV_8UC1 of kTextureCells x kTextureCells, 0 or 1, each only once) that differ
/// in texture from the rest of the part: the smaller side of GrabCut's splits of the channels, from
/// many starting positions. A split always comes out; how good it is, is not judged here.
[[nodiscard]] std::vector<cv::Mat> split_into_two(const TextureChannels& channels);

}  // namespace saa::offline
