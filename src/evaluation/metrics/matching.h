// How many pairs can be made if everyone is in one pair at most.
#pragma once

#include <cstddef>
#include <vector>

namespace saa {

/// The truth regions that each of some predicted regions hits, by index.
using HitLists = std::vector<std::vector<std::size_t>>;

/// Size of a maximum matching between the lists and the `partners` that they name.
[[nodiscard]] std::size_t matching_size(const HitLists& lists, std::size_t partners);

}  // namespace saa
