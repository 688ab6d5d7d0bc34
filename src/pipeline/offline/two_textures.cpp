#include "pipeline/offline/two_textures.h"

#include "pipeline/offline/grab_cut.h"
#include "pipeline/offline/robust_statistics.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

constexpr int kCells = kTextureCells;
/// Smoothing of the channels, in cells: defects of a texture are wider than its elements.
constexpr double kSmoothing = 3;
/// GrabCut sees a channel's deviations as grey values: this many a deviation, around the middle,
/// cut off beyond kMostDeviations.
constexpr double kGreyMiddle = 128;
constexpr double kGreyADeviation = 30;
constexpr double kMostDeviations = 4;
/// Deviation of a smoothed channel that is noise in any picture: 1 % of brightness or roughness.
constexpr float kLeastDeviation = 0.01F;
/// Two are enough: the third changes few cells.
constexpr int kIterations = 2;
/// Shares of the grid's side that starting positions along the borders take.
constexpr std::array<double, 2> kStartingStrips = {0.2, 0.4};
/// Cells that deviate more than this in some channel are a starting position, too.
constexpr double kStartingDeviation = 2;
/// A start with fewer cells on one side of it is no start.
constexpr int kLeastStart = 16;
/// Regions (and holes in them) of fewer cells are left to the search for marks.
constexpr double kLeastRegion = 0.02 * kCells * kCells;

cv::Mat deviations(const cv::Mat& channel, const cv::Mat& part) {
  cv::Mat smooth;
  cv::GaussianBlur(channel, smooth, {}, kSmoothing);
  return robust_z(smooth, kLeastDeviation, part);
}

/// Roughness, how unusual it is, and brightness, in deviations.
std::array<cv::Mat, 3> views(const TextureChannels& channels) {
  return {deviations(channels.roughness, channels.part),
          deviations(cv::abs(channels.roughness), channels.part),
          deviations(channels.brightness, channels.part)};
}

cv::Mat as_picture(const std::array<cv::Mat, 3>& views) {
  std::array<cv::Mat, 3> planes;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const cv::Mat limited = cv::min(cv::max(views[i], -kMostDeviations), kMostDeviations);
    limited.convertTo(planes[i], CV_8U, kGreyADeviation, kGreyMiddle);
  }
  cv::Mat picture;
  cv::merge(planes.data(), planes.size(), picture);
  return picture;
}

cv::Mat start_at(const cv::Rect& cells) {
  cv::Mat start(kCells, kCells, CV_8UC1, cv::Scalar(0));
  start(cells) = cv::Scalar(255);
  return start;
}

/// Where the other texture may be, before anything is known: along each border, in the middle, in
/// each corner, and where the channels deviate.
std::vector<cv::Mat> starts(const std::array<cv::Mat, 3>& views, const cv::Mat& part) {
  std::vector<cv::Mat> list;
  for (const double share : kStartingStrips) {
    const int width = static_cast<int>(kCells * share);
    list.push_back(start_at({0, 0, kCells, width}));
    list.push_back(start_at({0, kCells - width, kCells, width}));
    list.push_back(start_at({0, 0, width, kCells}));
    list.push_back(start_at({kCells - width, 0, width, kCells}));
  }
  constexpr int kQuarter = kCells / 4;
  list.push_back(start_at({kQuarter, kQuarter, kCells - 2 * kQuarter, kCells - 2 * kQuarter}));
  constexpr int kCorner = kCells * 3 / 8;
  for (const int y : {0, kCells - kCorner})
    for (const int x : {0, kCells - kCorner}) list.push_back(start_at({x, y, kCorner, kCorner}));

  cv::Mat largest = cv::abs(views[0]);
  for (const cv::Mat& view : views) largest = cv::max(largest, cv::abs(view));
  list.push_back((largest > kStartingDeviation) & part);
  return list;
}

/// 255 on the smaller side of the split that starts so; empty if there is none.
cv::Mat smaller_side(const cv::Mat& picture, const cv::Mat& start, const cv::Mat& part) {
  if (cv::countNonZero(start) < kLeastStart || cv::countNonZero(part & ~start) < kLeastStart)
    return {};
  cv::Mat labels(start.size(), CV_8UC1, cv::Scalar(cv::GC_PR_BGD));
  labels.setTo(cv::GC_PR_FGD, start);
  if (!grab_cut(picture, labels, kIterations)) return {};
  const cv::Mat side = foreground_of(labels) & part;
  const bool is_larger = 2 * cv::countNonZero(side) > cv::countNonZero(part);
  return is_larger ? cv::Mat(part & ~side) : side;
}

/// Labels and areas (area[0] belongs to what is not set).
struct Labelled {
  cv::Mat labels;
  std::vector<int> area;
};

Labelled connected(const cv::Mat& map) {
  Labelled result;
  cv::Mat stats;
  cv::Mat centroids;
  const int count = cv::connectedComponentsWithStats(map, result.labels, stats, centroids,
                                                     /*connectivity=*/4, CV_32S);
  for (int label = 0; label < count; ++label)
    result.area.push_back(stats.at<int>(label, cv::CC_STAT_AREA));
  return result;
}

void fill_small_holes(cv::Mat& region, const cv::Mat& part) {
  const Labelled holes = connected(region == 0);
  for (std::size_t label = 1; label < holes.area.size(); ++label) {
    if (holes.area[label] < kLeastRegion)
      region.setTo(1, (holes.labels == static_cast<int>(label)) & part);
  }
}

bool contains(const std::vector<cv::Mat>& regions, const cv::Mat& region) {
  return std::ranges::any_of(
      regions, [&](const cv::Mat& known) { return cv::countNonZero(known != region) == 0; });
}

}  // namespace

std::vector<cv::Mat> split_into_two(const TextureChannels& channels) {
  const std::array<cv::Mat, 3> seen = views(channels);
  const cv::Mat picture = as_picture(seen);
  std::vector<cv::Mat> regions;
  for (const cv::Mat& start : starts(seen, channels.part)) {
    const cv::Mat side = smaller_side(picture, start, channels.part);
    if (side.empty()) continue;
    const Labelled components = connected(side);
    for (std::size_t label = 1; label < components.area.size(); ++label) {
      if (components.area[label] < kLeastRegion) continue;
      cv::Mat region = (components.labels == static_cast<int>(label)) & 1;
      fill_small_holes(region, channels.part);
      if (!contains(regions, region)) regions.push_back(region);
    }
  }
  return regions;
}

}  // namespace saa::offline
