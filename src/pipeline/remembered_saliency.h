// The saliency map of an image that was looked at before.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/inspected_object.h"
#include "pipeline/presets.h"

#include <functional>
#include <saa/image.h>
#include <string>
#include <vector>

namespace saa {

/// As saliency_grid() gives them.
struct Saliency {
  FloatMap grid;
  std::vector<std::string> notices;
};

/// What `compute` gives, or gave for the same image, choices and, where instances are compared,
/// object masks.
/// @param memory null: always computed.
[[nodiscard]] Saliency remembered_saliency(LruCache* memory, const Image& image,
                                           const InspectedObject& object, int object_count,
                                           const Choices& choices,
                                           const std::function<Saliency()>& compute);

}  // namespace saa
