// What a generator hands on: a place that may be a region, before anything has judged it.
#pragma once

#include <saa/image.h>
#include <saa/result.h>
#include <string>

namespace saa {

/// A box with a score, as a generator found it. Generators that see regions rather than boxes give
/// the region as `seed`, for a refiner that can use it.
struct Proposal {
  Box box{};        ///< pixels of the image; may stick out of it, and is not clipped
  float score = 0;  ///< in [0, 1], the generator's own; the box threshold is 0.1 (presets.h)
  std::string
      phrase{};  ///< what the generator calls it; for the official network, words of the prompt
  RegionMask seed{};  ///< may be empty
  Fate fate{};        ///< dropped by the generator itself (duplicate): listed, not refined
};

}  // namespace saa
