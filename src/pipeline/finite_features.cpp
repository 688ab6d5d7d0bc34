#include "pipeline/finite_features.h"

#include <algorithm>
#include <cmath>
#include <saa/error.h>
#include <string>

namespace saa {

void expect_finite(std::span<const float> values, std::string_view network) {
  if (std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) return;
  throw WeightsError("the " + std::string(network) +
                     " answered with values that are not finite: its weights are damaged or the "
                     "precision is too low for them; fetch them again, or use precision f32");
}

}  // namespace saa
