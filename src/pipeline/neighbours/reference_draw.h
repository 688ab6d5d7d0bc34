// Which of many pictures become references.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saa {

/// The numbers below `count` in an order that the seed alone decides, the same on every machine.
[[nodiscard]] std::vector<std::size_t> draw_order(std::size_t count, std::uint64_t seed);

}  // namespace saa
