#include "pipeline/saliency.h"

#include "image/mask_geometry.h"
#include "image/resize.h"
#include "pipeline/object_saliency.h"
#include "pipeline/self_saliency.h"

#include <cmath>

namespace saa {
namespace {

/// Sides in pixels at which the published code looks at one object and at several.
constexpr int kImageSide = 256;
constexpr int kObjectsSide = 1024;

/// The instances as positions of the grid; those too small for it are left out.
std::vector<RegionMask> on_grid(std::span<const RegionMask> masks, const Image& image,
                                const FeatureGrid& grid) {
  std::vector<RegionMask> instances;
  for (const RegionMask& mask : masks) {
    RegionMask instance = resize_region(mask, image.width, image.height, grid.width, grid.height);
    if (!instance.empty()) instances.push_back(std::move(instance));
  }
  return instances;
}

}  // namespace

FloatMap saliency_grid(const Image& image, const SaliencyExtractor& extractor,
                       const InspectedObject& object, int object_count, const Choices& choices,
                       const nn::Similarity& similarity, int threads,
                       std::vector<std::string>& notices) {
  const double scale = choices.distance_scale;
  if (choices.saliency_form == SaliencyForm::by_object_count && object_count > 1) {
    std::size_t found = object.masks.size();
    if (found > 1) {
      const FeatureGrid grid = extractor.features(image, kObjectsSide, choices.network_channels);
      const auto instances = on_grid(object.masks, image, grid);
      found = instances.size();
      if (found > 1) return object_saliency(grid, instances, scale, similarity, threads);
    }
    notices.push_back("saliency between objects needs two of them, found " + std::to_string(found) +
                      " of " + std::to_string(object_count) +
                      ": saliency within the whole image was used");
  }
  const FeatureGrid grid = extractor.features(image, kImageSide, choices.network_channels);
  return self_saliency(grid, choices.neighbours, scale, similarity, threads);
}

FloatMap saliency_map(const FloatMap& grid, const Image& image) {
  return opencv_resize_bilinear(grid, image.width, image.height);
}

Candidates rescore(Candidates candidates, const FloatMap& saliency, double gain) {
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    StageScores& scores = candidate.scores;
    scores.saliency_factor = 1;
    if (candidate.area > 0) {
      scores.saliency = mean_inside(saliency, candidate.mask);
      scores.saliency_factor = std::exp(gain * *scores.saliency);
    }
    scores.rescored = scores.generator * *scores.saliency_factor;
  }
  return candidates;
}

}  // namespace saa
