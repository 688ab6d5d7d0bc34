// What the networks said of an image, as bytes that can be kept in a file: boxes by prompt, masks
// by box, saliency, maps of baselines. From it a method answers again under other limits, presets
// and switches without running a network.
#pragma once

#include "core/lru_cache.h"

#include <cstddef>
#include <optional>
#include <saa/image.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// All that `memory` holds of the image, but for embeddings.
/// @param networks names the networks that said it; load_parts asks for the same name.
[[nodiscard]] std::vector<std::byte> save_parts(LruCache& memory, const Image& image,
                                                std::string_view networks);

/// How many things `memory` holds that save_parts would save of this image.
[[nodiscard]] std::size_t count_parts(const LruCache& memory, const Image& image);

/// Puts back what save_parts gave.
/// @returns how many things came back; nothing if the bytes are damaged, of another version of this
///          format or from other networks: then `memory` is as it was.
[[nodiscard]] std::optional<std::size_t> load_parts(std::span<const std::byte> bytes,
                                                    std::string_view networks, LruCache& memory);

}  // namespace saa
