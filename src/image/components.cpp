#include "image/components.h"

#include "image/opencv_view.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace saa {
namespace {

RegionMask region_of(const cv::Mat& labels, int label, const cv::Rect& box) {
  RegionMask region{box.x, box.y, Mask(box.width, box.height)};
  auto out = region.window.values.begin();
  for (int y = box.y; y < box.y + box.height; ++y) {
    const int* row = labels.ptr<int>(y) + box.x;
    out = std::transform(row, row + box.width, out, [label](int at) { return at == label; });
  }
  return region;
}

/// Column of the first set pixel in the top row.
int first_column(const RegionMask& region) {
  const auto& values = region.window.values;
  return region.x + static_cast<int>(std::ranges::find(values, 1) - values.begin());
}

}  // namespace

std::vector<Component> connected_components(const Mask& mask, Connectivity connectivity,
                                            std::int64_t min_area) {
  if (mask.empty()) return {};
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centers;
  const int count = cv::connectedComponentsWithStats(view(mask), labels, stats, centers,
                                                     static_cast<int>(connectivity), CV_32S);
  std::vector<Component> components;
  for (int label = 1; label < count; ++label) {  // 0 is the background
    const std::int64_t area = stats.at<int>(label, cv::CC_STAT_AREA);
    if (area < min_area) continue;
    const cv::Rect box(
        stats.at<int>(label, cv::CC_STAT_LEFT), stats.at<int>(label, cv::CC_STAT_TOP),
        stats.at<int>(label, cv::CC_STAT_WIDTH), stats.at<int>(label, cv::CC_STAT_HEIGHT));
    components.push_back({region_of(labels, label, box), area, centers.at<double>(label, 0),
                          centers.at<double>(label, 1)});
  }
  // OpenCV's own order depends on its algorithm and number of threads.
  std::ranges::sort(components, {}, [](const Component& component) {
    return std::pair(component.mask.y, first_column(component.mask));
  });
  return components;
}

}  // namespace saa
