#include "pipeline/remembered_saliency.h"

#include "core/sha256.h"
#include "pipeline/image_key.h"
#include "pipeline/part_bytes.h"

#include <fmt/format.h>
#include <span>

namespace saa {
namespace {

std::string key_of(const Image& image, const InspectedObject& object, int object_count,
                   const Choices& choices) {
  std::string key = fmt::format("saliency {} {} {} {} {} {} {}", image_key(image),
                                int(choices.network_channels), int(choices.neighbours.which),
                                choices.neighbours.count, choices.neighbours.counts_itself,
                                choices.distance_scale, int(choices.saliency_form));
  if (choices.saliency_form != SaliencyForm::by_object_count) return key;
  key += fmt::format(" {}", object_count);
  for (const RegionMask& mask : object.masks) {
    key += fmt::format(" {},{} {}x{} {}", mask.x, mask.y, mask.window.width, mask.window.height,
                       sha256(std::as_bytes(std::span(mask.window.values))));
  }
  return key;
}

}  // namespace

Saliency remembered_saliency(LruCache* memory, const Image& image, const InspectedObject& object,
                             int object_count, const Choices& choices,
                             const std::function<Saliency()>& compute) {
  if (memory == nullptr) return compute();
  return *memory->find_or_keep<Saliency>(key_of(image, object, object_count, choices), compute,
                                         [](const Saliency& found) { return bytes_of(found); });
}

}  // namespace saa
