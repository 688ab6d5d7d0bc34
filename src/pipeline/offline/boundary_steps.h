// How much a map changes across each border between two cells, and so along a region's boundary.
#pragma once

#include <opencv2/core/mat.hpp>

namespace saa::offline {

/// One number for every border between neighbouring cells of a grid of R x C.
struct CellBorders {
  cv::Mat below;  ///< (R - 1) x C: entry (y, x) between rows y and y + 1
  cv::Mat right;  ///< R x (C - 1): entry (y, x) between columns x and x + 1
};

/// |mean of the `reach` cells on one side - mean of the `reach` cells on the other| in the line
/// across each border (fewer where the grid ends), divided by its median over the borders that are
/// set in `counted`, or by `least_median` if that is larger. CV_32FC1, as is the map.
[[nodiscard]] CellBorders boundary_steps(const cv::Mat& map, int reach, const CellBorders& counted,
                                         float least_median);

/// 255 (CV_8UC1) on borders neither of whose cells is set in `avoid` (CV_8UC1).
[[nodiscard]] CellBorders borders_off(const cv::Mat& avoid);

/// 255 on borders between a cell of the region (CV_8UC1) and one that is not, among `counted`.
[[nodiscard]] CellBorders boundary_of(const cv::Mat& region, const CellBorders& counted);

/// Number of borders that are set.
[[nodiscard]] int count_borders(const CellBorders& borders);

/// Sum of the steps where `borders` is set.
[[nodiscard]] double sum_steps(const CellBorders& steps, const CellBorders& borders);

}  // namespace saa::offline
