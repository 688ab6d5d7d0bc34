// Figure 5: F_p over K.
#pragma once

#include "evaluation/category_result.h"
#include "evaluation/tables/averages.h"

#include <span>
#include <string>

namespace saa {

/// A line for each group of which at least one category was evaluated at every K, those of the same
/// categories once; rings where the paper prints a value (K = 5).
/// @param results of SAA+ with variants "top-k=1" … "top-k=20".
[[nodiscard]] std::string sweep_svg(std::span<const CategoryResult> results, Figure figure);

}  // namespace saa
