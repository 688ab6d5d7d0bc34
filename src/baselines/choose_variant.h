// Which of a baseline's published forms is meant.
#pragma once

#include <cstddef>
#include <saa/segmenter.h>
#include <span>
#include <string_view>

namespace saa::baselines {

/// The index in `variants` of the name that was given; that of the first where none was.
/// @throws UsageError that lists them and names the nearest.
[[nodiscard]] std::size_t choose_variant(Method method, std::string_view given,
                                         std::span<const std::string_view> variants);

}  // namespace saa::baselines
