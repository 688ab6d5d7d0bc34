// Results on standard output.
#pragma once

#include <string_view>

namespace saa::cli {

/// Writes all of `text` at once. @throws IoError if it did not arrive, as on a full disk: results
/// are worth nothing then.
void print(std::string_view text);

}  // namespace saa::cli
