// What a texture is like, place by place, on a coarse grid.
#pragma once

#include "pipeline/offline/brightness.h"

#include <opencv2/core/mat.hpp>

namespace saa::offline {

/// Cells of the grid, each way.
inline constexpr int kTextureCells = 64;

/// Three maps of kTextureCells x kTextureCells (CV_32FC1), each without its mean along the grain
/// (or without its median, where there is no grain) and 0 outside the part.
struct TextureChannels {
  cv::Mat part;        ///< CV_8UC1, not 0 in cells that lie wholly on the part
  cv::Mat brightness;  ///< log
  cv::Mat roughness;   ///< log gradient energy, across the grain where there is one
  cv::Mat across;      ///< log gradient energy across the grain (along x where there is none)
  cv::Mat along;       ///< log gradient energy along the grain (along y where there is none)
};

/// @param grey CV_8UC1, at working size. @param surroundings CV_8UC1, not 0 outside the part.
[[nodiscard]] TextureChannels texture_channels(const cv::Mat& grey, Grain grain,
                                               const cv::Mat& surroundings);

}  // namespace saa::offline
