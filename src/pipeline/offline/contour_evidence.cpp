#include "pipeline/offline/contour_evidence.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// Set pixels with a pixel that is not set, or the end of the picture, among their eight
/// neighbours.
cv::Mat outline_of(const cv::Mat& map) {
  cv::Mat core;
  cv::erode(map, core, cv::Mat::ones(3, 3, CV_8U), {-1, -1}, /*iterations=*/1, cv::BORDER_CONSTANT,
            cv::Scalar(0));
  return map & ~core;
}

}  // namespace

Components measure_components(const cv::Mat& map, const cv::Mat& gradient, const cv::Mat& counts,
                              const cv::Mat& frame) {
  Components components;
  cv::Mat stats;
  cv::Mat centroids;
  const cv::Mat set = map != 0;
  const int count =
      cv::connectedComponentsWithStats(set, components.labels, stats, centroids, 8, CV_32S);
  for (int label = 1; label < count; ++label) {
    const auto* row = stats.ptr<int>(label);
    components.list.push_back({.label = label,
                               .box = {row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP],
                                       row[cv::CC_STAT_WIDTH], row[cv::CC_STAT_HEIGHT]},
                               .area = row[cv::CC_STAT_AREA]});
  }

  const cv::Mat outline = outline_of(set);
  std::vector<int> counted(components.list.size(), 0);
  for (int y = 0; y < map.rows; ++y) {
    const auto* on_outline = outline.ptr<std::uint8_t>(y);
    const auto* label = components.labels.ptr<int>(y);
    const auto* gradient_row = gradient.ptr<float>(y);
    const auto* counts_row = counts.ptr<std::uint8_t>(y);
    const auto* frame_row = frame.ptr<std::uint8_t>(y);
    for (int x = 0; x < map.cols; ++x) {
      if (on_outline[x] == 0) continue;
      const auto i = std::size_t(label[x] - 1);
      if (frame_row[x] != 0) ++components.list[i].contact;
      if (counts_row[x] == 0) continue;
      components.list[i].sharpness += gradient_row[x];
      ++counted[i];
    }
  }
  for (std::size_t i = 0; i < counted.size(); ++i)
    if (counted[i] > 0) components.list[i].sharpness /= counted[i];
  return components;
}

bool leans_on_frame(const Component& component) {
  return component.contact >= std::sqrt(static_cast<double>(component.area));
}

cv::Mat mask_of(const Component& component, const cv::Mat& labels) {
  cv::Mat mask;
  cv::compare(labels(component.box), component.label, mask, cv::CMP_EQ);
  return mask & 1;
}

cv::Mat border(cv::Size size, int width) {
  cv::Mat map(size, CV_8UC1, cv::Scalar(1));
  const cv::Rect inner(width, width, size.width - 2 * width, size.height - 2 * width);
  if (inner.width > 0 && inner.height > 0) map(inner) = cv::Scalar(0);
  return map;
}

}  // namespace saa::offline
