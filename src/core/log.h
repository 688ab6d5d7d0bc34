// Log lines go to standard error; results go to standard output and never mix with them.
#pragma once

#include <spdlog/spdlog.h>

namespace saa {

/// Sends spdlog's default logger to stderr, without time stamps or colours on a pipe.
/// @param verbose shows debug lines, @param quiet only errors.
void set_up_logging(bool verbose, bool quiet);

}  // namespace saa
