// Figures as Python sees them.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <string>

namespace saa::python {

[[nodiscard]] std::string describe(const Metrics& metrics);

}  // namespace saa::python
