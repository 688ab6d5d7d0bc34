// What the neighbours say of an image that was looked at before.
#pragma once

#include "core/lru_cache.h"

#include <saa/context.h>
#include <saa/image.h>

namespace saa {

/// context.compare(image), or what it gave for the same image and context.
/// @param memory null: always computed.
/// @throws as Context::compare.
[[nodiscard]] NeighbourMap remembered_neighbours(LruCache* memory, const Image& image,
                                                 const Context& context);

}  // namespace saa
