// A candidate's fate in words, for people who never read the method.
#pragma once

#include <saa/result.h>
#include <string>

namespace saa {

/// One clause with the numbers that were compared: "rank 7: only the best 5 are kept (top_k)".
[[nodiscard]] std::string explain(const Fate& fate);

}  // namespace saa
