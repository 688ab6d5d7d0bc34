// What the run manifest says about the machine.
#pragma once

#include "output/json.h"

#include <string>

namespace saa {

/// {"system", "processor", "cores", "memory_bytes"}; null where the system does not tell.
[[nodiscard]] Json describe_machine();

/// The time now in UTC: "2026-01-31T08:05:09Z".
[[nodiscard]] std::string utc_now();

}  // namespace saa
