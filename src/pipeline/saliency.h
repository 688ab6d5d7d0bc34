// Saliency prompt P^S: the map of eq. 5, and the rescoring of eq. 6-7.
#pragma once

#include "nn/similarity.h"
#include "pipeline/candidates.h"
#include "pipeline/inspected_object.h"
#include "pipeline/presets.h"
#include "pipeline/saliency_extractor.h"

#include <saa/image.h>
#include <string>
#include <vector>

namespace saa {

/// The saliency of each position of the feature grid. The form that compares objects needs two of
/// them; where fewer were found the whole image is compared instead.
/// @param notices takes a line if so.
/// @param threads 0: all cores; the answer does not depend on it.
[[nodiscard]] FloatMap saliency_grid(const Image& image, const SaliencyExtractor& extractor,
                                     const InspectedObject& object, int object_count,
                                     const Choices& choices, const nn::Similarity& similarity,
                                     int threads, std::vector<std::string>& notices);

/// The grid's saliency at the image's size (OpenCV bilinear).
[[nodiscard]] FloatMap saliency_map(const FloatMap& grid, const Image& image);

/// rescored = generator score * exp(gain * mean saliency inside the mask), for kept candidates; the
/// factor of an empty mask is 1.
[[nodiscard]] Candidates rescore(Candidates candidates, const FloatMap& saliency, double gain);

}  // namespace saa
