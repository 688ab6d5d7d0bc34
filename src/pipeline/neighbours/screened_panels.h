// The greatest products where 16-bit numbers are quicker than floats: AVX2 multiplies sixteen of
// those at a time, but eight floats. Their products say which panels of a reference may hold the
// nearest patch, with a margin for what rounding can hide; only those are multiplied in floats, so
// the answer is the same to the last bit.
#pragma once

#include "pipeline/neighbours/nearest_patches.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saa {

class ScreenedPatches {
 public:
  /// Whether this processor can do it, and whether it is quicker here than floats.
  [[nodiscard]] static bool possible();
  [[nodiscard]] static bool quicker();

  /// @param rows [any number, channels]
  /// @returns nothing if a patch is longer than 1: its numbers would not fit into 16 bits
  [[nodiscard]] static std::optional<ScreenedPatches> of(std::span<const float> rows,
                                                         std::size_t channels);

  /// greatest[i] = the greatest of a·b - |b|²/2 over the patches b in `panels`, a being patch i,
  /// added up as QueryPatches::nearest() says.
  /// @returns false, with nothing done, if a patch there is longer than 1.
  [[nodiscard]] bool find_greatest(std::span<const float> panels, const PanelLayout& layout,
                                   std::span<float> greatest) const;

 private:
  ScreenedPatches() = default;

  std::vector<float> rows_;
  std::vector<std::int32_t> pairs_;  ///< see screened_panels.cpp
};

}  // namespace saa
