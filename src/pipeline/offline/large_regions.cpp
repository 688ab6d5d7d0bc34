#include "pipeline/offline/large_regions.h"

#include "pipeline/offline/boundary_steps.h"
#include "pipeline/offline/texture_channels.h"
#include "pipeline/offline/two_textures.h"

#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace saa::offline {
namespace {

/// Less of the picture than this on the part, and there are no two textures to tell apart.
constexpr double kLeastPart = 0.05;
/// Cells on each side of a boundary whose mean is compared.
constexpr int kReach = 3;
/// What is taken for the usual step of brightness and of roughness (both logarithms) at least: 1 %
/// and 10 %. Real textures have more; in an even picture any trifle would be many usual steps.
constexpr float kLeastBrightnessStep = 0.01F;
constexpr float kLeastRoughnessStep = 0.1F;
/// A long boundary is less likely to be chance than a short one: evidence grows with this power.
constexpr double kLengthPower = 0.2;
/// Of the boundary's mean step, in medians, times its length's power.
constexpr Odds kOdds = {.even = 6.5, .width = 0.4};

/// Steps of brightness and of roughness in both directions.
using Steps = std::array<CellBorders, 3>;

Steps steps_of(const TextureChannels& channels, const CellBorders& counted) {
  return {boundary_steps(channels.brightness, kReach, counted, kLeastBrightnessStep),
          boundary_steps(channels.across, kReach, counted, kLeastRoughnessStep),
          boundary_steps(channels.along, kReach, counted, kLeastRoughnessStep)};
}

/// Geometric mean of the three mean steps across the boundary: a boundary that shows in one of them
/// only is less sure than one that shows in all. 0 for a region without a boundary.
double evidence_of(const cv::Mat& region, const Steps& steps, const CellBorders& counted) {
  const CellBorders boundary = boundary_of(region, counted);
  const int length = count_borders(boundary);
  if (length == 0) return 0;
  double product = 1;
  for (const CellBorders& step : steps) product *= sum_steps(step, boundary) / length;
  return std::cbrt(product) * std::pow(length, kLengthPower);
}

/// The region of the grid at working size, with smooth edges.
Finding finding_of(const cv::Mat& region, cv::Size size, double evidence) {
  cv::Mat soft;
  region.convertTo(soft, CV_32F);
  cv::resize(soft, soft, size, 0, 0, cv::INTER_LINEAR);
  const cv::Mat mask = (soft >= 0.5) & 1;
  const cv::Rect box = cv::boundingRect(mask);
  return {.kind = Kind::other_texture,
          .box = box,
          .mask = mask(box).clone(),
          .log_odds = log_odds(evidence, kOdds)};
}

}  // namespace

std::optional<Finding> find_other_texture(const cv::Mat& grey, Grain grain,
                                          const cv::Mat& surroundings) {
  const TextureChannels channels = texture_channels(grey, grain, surroundings);
  const auto cells = static_cast<double>(channels.part.total());
  if (cv::countNonZero(channels.part) < kLeastPart * cells) return {};
  cv::Mat near_surroundings;
  cv::dilate(channels.part == 0, near_surroundings, cv::Mat::ones(3, 3, CV_8U));
  const CellBorders counted = borders_off(near_surroundings);
  const Steps steps = steps_of(channels, counted);

  cv::Mat best;
  double best_evidence = 0;
  for (const cv::Mat& region : split_into_two(channels)) {
    const double evidence = evidence_of(region, steps, counted);
    if (evidence <= best_evidence) continue;
    best = region;
    best_evidence = evidence;
  }
  if (best.empty()) return {};
  Finding finding = finding_of(best, grey.size(), best_evidence);
  if (finding.box.empty()) return {};
  return finding;
}

}  // namespace saa::offline
