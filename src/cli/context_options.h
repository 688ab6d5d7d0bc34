// How a context is built, for every verb that builds one.
#pragma once

#include <CLI/CLI.hpp>
#include <saa/context.h>

namespace saa::cli {

/// --context-size, --context-seed, --context-network, --context-side, --context-keep.
void add_context_options(CLI::App& app, ContextOptions& options, const char* group);

}  // namespace saa::cli
