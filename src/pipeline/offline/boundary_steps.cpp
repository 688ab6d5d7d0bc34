#include "pipeline/offline/boundary_steps.h"

#include "pipeline/offline/robust_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <opencv2/core.hpp>
#include <vector>

namespace saa::offline {
namespace {

/// Steps between rows y and y + 1.
cv::Mat steps_below(const cv::Mat& map, int reach) {
  cv::Mat steps(map.rows - 1, map.cols, CV_32FC1);
  std::vector<double> sums(std::size_t(map.rows) + 1, 0);  // of the rows above
  for (int x = 0; x < map.cols; ++x) {
    for (int y = 0; y < map.rows; ++y)
      sums[std::size_t(y) + 1] = sums[std::size_t(y)] + map.at<float>(y, x);
    const auto mean = [&](int begin, int end) {
      return (sums[std::size_t(end)] - sums[std::size_t(begin)]) / (end - begin);
    };
    for (int y = 1; y < map.rows; ++y) {
      const double after = mean(y, std::min(y + reach, map.rows));
      const double before = mean(std::max(y - reach, 0), y);
      steps.at<float>(y - 1, x) = static_cast<float>(std::abs(after - before));
    }
  }
  return steps;
}

cv::Mat over_median(const cv::Mat& steps, const cv::Mat& counted, float least_median) {
  return steps / std::max(median(steps, counted), least_median);
}

/// Pairs of neighbours, as a pair of views: (rows or columns) without the last, without the first.
struct Neighbours {
  cv::Mat first;
  cv::Mat second;
};

Neighbours above_and_below(const cv::Mat& map) {
  return {map.rowRange(0, map.rows - 1), map.rowRange(1, map.rows)};
}

Neighbours left_and_right(const cv::Mat& map) {
  return {map.colRange(0, map.cols - 1), map.colRange(1, map.cols)};
}

}  // namespace

CellBorders boundary_steps(const cv::Mat& map, int reach, const CellBorders& counted,
                           float least_median) {
  return {over_median(steps_below(map, reach), counted.below, least_median),
          over_median(steps_below(map.t(), reach).t(), counted.right, least_median)};
}

CellBorders borders_off(const cv::Mat& avoid) {
  const auto off = [](const Neighbours& pair) { return cv::Mat((pair.first | pair.second) == 0); };
  return {off(above_and_below(avoid)), off(left_and_right(avoid))};
}

CellBorders boundary_of(const cv::Mat& region, const CellBorders& counted) {
  const auto differ = [](const Neighbours& pair) { return cv::Mat(pair.first != pair.second); };
  return {differ(above_and_below(region)) & counted.below,
          differ(left_and_right(region)) & counted.right};
}

int count_borders(const CellBorders& borders) {
  return cv::countNonZero(borders.below) + cv::countNonZero(borders.right);
}

double sum_steps(const CellBorders& steps, const CellBorders& borders) {
  const auto sum = [](const cv::Mat& values, const cv::Mat& where) {
    return cv::mean(values, where)[0] * cv::countNonZero(where);
  };
  return sum(steps.below, borders.below) + sum(steps.right, borders.right);
}

}  // namespace saa::offline
