// Shares of truth regions as integers, so that their sums do not depend on the order.
#pragma once

#include <cstdint>

namespace saa {

__extension__ using Uint128 = unsigned __int128;

/// A whole region. Sums of shares are kept in 128 bits: 2^65 regions fit.
inline constexpr std::uint64_t kWholeRegion = std::uint64_t{1} << 63U;

/// One pixel's share of a region of `area` pixels. What rounding leaves of the region is below
/// area / 2^63.
[[nodiscard]] constexpr std::uint64_t region_share(std::uint64_t area) {
  return kWholeRegion / area;
}

}  // namespace saa
