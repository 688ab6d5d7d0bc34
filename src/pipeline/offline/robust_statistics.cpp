#include "pipeline/offline/robust_statistics.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace saa::offline {
namespace {

std::vector<float> values_where(const cv::Mat& map, const cv::Mat& where) {
  std::vector<float> values;
  values.reserve(map.total());
  for (int y = 0; y < map.rows; ++y) {
    const auto* row = map.ptr<float>(y);
    const auto* chosen = where.empty() ? nullptr : where.ptr<std::uint8_t>(y);
    for (int x = 0; x < map.cols; ++x)
      if (chosen == nullptr || chosen[x] != 0) values.push_back(row[x]);
  }
  return values;
}

}  // namespace

float median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto upper = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, upper);
  if (values.size() % 2 == 1) return *upper;
  return (*std::max_element(values.begin(), upper) + *upper) / 2;
}

float median(const cv::Mat& map, const cv::Mat& where) { return median(values_where(map, where)); }

cv::Mat robust_z(const cv::Mat& map, float least_deviation, const cv::Mat& where) {
  const cv::Mat centred = map - cv::Scalar(median(map, where));
  const float deviation = kDeviationOfMad * median(cv::abs(centred), where);
  return centred / std::max(deviation, least_deviation);
}

}  // namespace saa::offline
