// The object pass: where the inspected part is, and how large. The property prompt measures
// candidates against it, the multi-object saliency compares its instances.
#pragma once

#include "pipeline/generator.h"
#include "pipeline/presets.h"

#include <saa/image.h>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa {

struct InspectedObject {
  std::vector<RegionMask> masks;  ///< one an instance, none of them empty
  RegionMask mask;                ///< their union; empty if nothing was found
  /// Pixels that theta_area refers to: the largest instance's mask or box, as `property_target`
  /// says; the whole image if nothing was found.
  double area = 0;
};

/// @param notices takes a line if nothing was found.
[[nodiscard]] InspectedObject find_object(const Image& image, GeneratorPass& generator,
                                          RefinerPass& refiner, const Profile& profile,
                                          const Choices& choices,
                                          std::vector<std::string>& notices);

}  // namespace saa
