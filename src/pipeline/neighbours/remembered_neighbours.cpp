#include "pipeline/neighbours/remembered_neighbours.h"

#include "pipeline/image_key.h"
#include "pipeline/part_bytes.h"

namespace saa {

NeighbourMap remembered_neighbours(LruCache* memory, const Image& image, const Context& context) {
  const auto compute = [&] { return context.compare(image); };
  if (memory == nullptr) return compute();
  return *memory->find_or_keep<NeighbourMap>(
      "neighbours " + context.sha256() + " " + image_key(image), compute,
      [](const NeighbourMap& found) { return bytes_of(found); });
}

}  // namespace saa
