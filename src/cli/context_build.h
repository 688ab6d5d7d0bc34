// saa context build.
#pragma once

#include "cli/verbs.h"

namespace saa::cli {

void add_context_build(CLI::App& context, Action& action);

}  // namespace saa::cli
