// Context::build as a verb shows it.
#pragma once

#include "cli/terminal.h"

#include <atomic>
#include <filesystem>
#include <saa/context.h>
#include <span>

namespace saa::cli {

/// Builds with progress on the terminal; the context's notices become remarks there.
/// @param stop as Context::build has it. @throws as Context::build.
[[nodiscard]] Context build_with_progress(std::span<const std::filesystem::path> pictures,
                                          const ContextOptions& options,
                                          const ContextMachine& machine, Terminal& terminal,
                                          const std::atomic<bool>& stop);

}  // namespace saa::cli
