#include "pipeline/offline/odd_one_out.h"

#include "core/parallel.h"
#include "image/mask_geometry.h"
#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// Side in pixels that features are taken at: small parts of a picture need more than the 256 of a
/// single one. 1024 told odd from even no better, at twice the time.
constexpr int kFeatureSide = 768;
/// A position is compared with its nearest counterpart in each other part; the mean is taken over
/// this share of the parts, the nearest ones: parts lie about in different ways.
constexpr double kNearestShare = 0.3;
/// Regions start from peaks at least this far above the median distance.
constexpr float kLeastPeak = 0.04F;
/// A region is what exceeds this share of its peak.
constexpr float kPeakShare = 0.5F;
/// What smoothing spreads around a region, in positions, does not count as further peaks.
constexpr double kHaloPositions = 1.5;
constexpr std::size_t kMostRegions = 20;
/// Smaller regions, in positions of the feature grid, are noise of the features.
constexpr double kLeastPositions = 6;
/// Evidence grows weakly with the size: a wide difference is less likely to be chance.
constexpr double kSizePower = 0.1;
/// On photographs of several candles and capsules even parts reached 0.106, odd ones began at 0.12.
constexpr Odds kOdds{.even = 0.112, .width = 0.008};

/// A consecutive range of rows.
struct Rows {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Brings one channel of a coarse grid to the size of a finer one and smooths it by one position.
cv::Mat smooth_channel(const FeatureGrid& grid, int channel, cv::Size size) {
  cv::Mat plane(grid.height, grid.width, CV_32FC1);
  for (int y = 0; y < grid.height; ++y) {
    for (int x = 0; x < grid.width; ++x) {
      plane.at<float>(y, x) =
          grid.values[(std::size_t(y) * std::size_t(grid.width) + std::size_t(x)) *
                          std::size_t(grid.channels) +
                      std::size_t(channel)];
    }
  }
  if (plane.size() != size) cv::resize(plane, plane, size, 0, 0, cv::INTER_LINEAR);
  cv::GaussianBlur(plane, plane, {}, /*sigmaX=*/1);
  return plane;
}

/// All grids on the first one's positions, smoothed; each has the same share in the unit length.
FeatureGrid join(std::span<const FeatureGrid* const> grids) {
  FeatureGrid joined;
  joined.width = grids[0]->width;
  joined.height = grids[0]->height;
  for (const FeatureGrid* grid : grids) joined.channels += grid->channels;
  const std::size_t positions = std::size_t(joined.width) * std::size_t(joined.height);
  const auto stride = std::size_t(joined.channels);
  joined.values.resize(positions * stride);
  std::size_t offset = 0;
  for (const FeatureGrid* grid : grids) {
    for (int c = 0; c < grid->channels; ++c) {
      const cv::Mat plane = smooth_channel(*grid, c, {joined.width, joined.height});
      for (std::size_t p = 0; p < positions; ++p)
        joined.values[p * stride + offset + std::size_t(c)] = plane.ptr<float>()[p];
    }
    for (std::size_t p = 0; p < positions; ++p) {
      const std::span part =
          std::span(joined.values).subspan(p * stride + offset, std::size_t(grid->channels));
      double square = 0;
      for (const float value : part) square += double{value} * value;
      const auto inverse =
          static_cast<float>(1 / std::sqrt(std::max(square * double(grids.size()), 1e-18)));
      for (float& value : part) value *= inverse;
    }
    offset += std::size_t(grid->channels);
  }
  return joined;
}

/// Strides 8 and 16 of the features, or all there is.
FeatureGrid comparable_features(const FeatureGrid& features) {
  std::vector<const FeatureGrid*> grids;
  for (const FeatureGrid& coarser : features.coarser) grids.push_back(&coarser);
  if (grids.empty()) grids.push_back(&features);
  return join(grids);
}

/// For each position the instance it lies in, -1 outside.
std::vector<int> owners_on_grid(const Image& working, std::span<const RegionMask> instances,
                                const FeatureGrid& grid) {
  std::vector<int> owners(std::size_t(grid.width) * std::size_t(grid.height), -1);
  for (std::size_t i = 0; i < instances.size(); ++i) {
    const RegionMask on_grid =
        resize_region(instances[i], working.width, working.height, grid.width, grid.height);
    for (int y = 0; y < on_grid.window.height; ++y) {
      for (int x = 0; x < on_grid.window.width; ++x) {
        if (on_grid.window.at(x, y) != 0)
          owners[std::size_t(on_grid.y + y) * std::size_t(grid.width) +
                 std::size_t(on_grid.x + x)] = int(i);
      }
    }
  }
  return owners;
}

/// 0.5 (1 - mean cosine) over the nearest share of the other parts' nearest positions.
float distance_to_others(std::span<const float> cosines, std::span<const Rows> parts,
                         std::size_t own, std::vector<float>& nearest) {
  nearest.clear();
  for (std::size_t part = 0; part < parts.size(); ++part) {
    if (part == own || parts[part].size() == 0) continue;
    nearest.push_back(std::ranges::max(cosines.subspan(parts[part].begin, parts[part].size())));
  }
  const auto wanted = std::lround(kNearestShare * double(nearest.size()));
  const std::size_t count = std::max<std::size_t>(1, std::size_t(wanted));
  std::ranges::partial_sort(nearest, nearest.begin() + std::ptrdiff_t(count), std::greater<>());
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += nearest[i];
  return static_cast<float>(0.5 * (1 - sum / double(count)));
}

/// Features of the positions inside parts, part after part.
struct PartFeatures {
  std::vector<std::size_t> positions;  ///< one a row, into the grid
  std::vector<Rows> parts;             ///< rows of each part
  std::vector<float> rows;             ///< positions.size() x channels, unit length
};

PartFeatures sort_by_part(const FeatureGrid& grid, std::span<const int> owners, std::size_t parts) {
  PartFeatures sorted;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = sorted.positions.size();
    for (std::size_t p = 0; p < owners.size(); ++p)
      if (owners[p] == int(part)) sorted.positions.push_back(p);
    sorted.parts.push_back({begin, sorted.positions.size()});
  }
  const auto channels = std::size_t(grid.channels);
  for (const std::size_t p : sorted.positions) {
    const std::span feature = std::span(grid.values).subspan(p * channels, channels);
    sorted.rows.insert(sorted.rows.end(), feature.begin(), feature.end());
  }
  return sorted;
}

/// Distance of each position inside a part to the other parts; 0 outside all.
FloatMap distances(const FeatureGrid& grid, std::span<const int> owners, std::size_t part_count,
                   const nn::Similarity& similarity, int threads) {
  const PartFeatures features = sort_by_part(grid, owners, part_count);
  const std::size_t all = features.positions.size();
  const auto channels = std::size_t(grid.channels);
  FloatMap map(grid.width, grid.height);
  std::vector<float> cosines;
  for (std::size_t own = 0; own < part_count; ++own) {
    const Rows rows = features.parts[own];
    if (rows.size() == 0) continue;
    cosines.resize(rows.size() * all);
    const std::span own_rows =
        std::span(features.rows).subspan(rows.begin * channels, rows.size() * channels);
    similarity.multiply(own_rows, rows.size(), features.rows, all, channels, cosines);
    parallel_for(rows.size(), threads, [&](std::size_t first, std::size_t last) {
      std::vector<float> nearest;
      for (std::size_t i = first; i < last; ++i) {
        map.values[features.positions[rows.begin + i]] = distance_to_others(
            std::span(cosines).subspan(i * all, all), features.parts, own, nearest);
      }
    });
  }
  return map;
}

/// How far the distances exceed their median over all parts, at working size; 0 outside the parts.
cv::Mat excess(const FloatMap& distance, std::span<const int> owners, const Image& working,
               std::span<const RegionMask> instances) {
  std::vector<float> inside;
  for (std::size_t p = 0; p < owners.size(); ++p)
    if (owners[p] >= 0) inside.push_back(distance.values[p]);
  const auto middle = inside.begin() + std::ptrdiff_t(inside.size() / 2);
  std::ranges::nth_element(inside, middle);

  FloatMap above(distance.width, distance.height);
  for (std::size_t p = 0; p < owners.size(); ++p)
    if (owners[p] >= 0) above.values[p] = distance.values[p] - *middle;
  const FloatMap large = opencv_resize_bilinear(above, working.width, working.height);
  cv::Mat result(working.height, working.width, CV_32FC1, cv::Scalar(0));
  for (const RegionMask& instance : instances) {
    for (int y = 0; y < instance.window.height; ++y) {
      for (int x = 0; x < instance.window.width; ++x) {
        if (instance.window.at(x, y) != 0) {
          result.at<float>(instance.y + y, instance.x + x) =
              large.at(instance.x + x, instance.y + y);
        }
      }
    }
  }
  return result;
}

/// Takes peak after peak with what surrounds it down to half its height.
std::vector<Finding> regions_around_peaks(cv::Mat excess, double pixels_a_position) {
  std::vector<Finding> findings;
  const int reach = int(std::lround(kHaloPositions * std::sqrt(pixels_a_position)));
  const cv::Mat neighbourhood(2 * reach + 1, 2 * reach + 1, CV_8UC1, cv::Scalar(1));
  for (std::size_t tries = 0; tries < kMostRegions; ++tries) {
    double peak = 0;
    cv::Point place;
    cv::minMaxLoc(excess, nullptr, &peak, nullptr, &place);
    if (peak < kLeastPeak) break;
    cv::Mat labels;
    cv::connectedComponents(excess > kPeakShare * peak, labels, 8);
    const cv::Mat inside = (labels == labels.at<int>(place)) & 1;
    const double positions = cv::countNonZero(inside) / pixels_a_position;
    if (positions >= kLeastPositions) {
      const double evidence = cv::mean(excess, inside)[0] * std::pow(positions, kSizePower);
      const cv::Rect box = cv::boundingRect(inside);
      findings.push_back({.kind = Kind::odd_part,
                          .box = box,
                          .mask = inside(box).clone(),
                          .log_odds = log_odds(evidence, kOdds)});
    }
    cv::Mat taken;
    cv::dilate(inside, taken, neighbourhood);
    excess.setTo(0, taken);
  }
  return findings;
}

}  // namespace

std::vector<Finding> find_odd_places(const Image& working, const Image& image,
                                     std::span<const RegionMask> instances,
                                     const SaliencyExtractor& extractor,
                                     const nn::Similarity& similarity, int threads) {
  if (instances.size() < 2) return {};
  const FeatureGrid grid =
      comparable_features(extractor.features(image, kFeatureSide, ChannelOrder::rgb));
  const std::vector<int> owners = owners_on_grid(working, instances, grid);
  std::vector<bool> seen(instances.size(), false);
  for (const int owner : owners)
    if (owner >= 0) seen[std::size_t(owner)] = true;
  if (std::ranges::count(seen, true) < 2) return {};  // too small for the grid
  const FloatMap distance = distances(grid, owners, instances.size(), similarity, threads);
  const double pixels_a_position =
      double(working.pixels()) / (double(grid.width) * double(grid.height));
  return regions_around_peaks(excess(distance, owners, working, instances), pixels_a_position);
}

}  // namespace saa::offline
