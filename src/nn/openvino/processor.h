// What the processor can do.
#pragma once

#include <string>

namespace saa::nn {

/// The system's line of feature flags of the first processor ("flags : fpu vme … avx512_vnni …");
/// "" if it has none.
[[nodiscard]] std::string processor_flags();

}  // namespace saa::nn
