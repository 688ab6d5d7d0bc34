// From pictures to the content of a context.
#pragma once

#include "pipeline/neighbours/context_data.h"
#include "pipeline/neighbours/patch_features.h"

#include <atomic>
#include <filesystem>
#include <saa/context.h>
#include <span>
#include <string>
#include <vector>

namespace saa {

struct BuiltContext {
  ContextData data;
  std::vector<std::string> notices;
};

/// What Context::build() does once a network is loaded.
/// @param options as resolved @param nearest_share see mean_of_lowest()
[[nodiscard]] BuiltContext build_context(std::span<const std::filesystem::path> pictures,
                                         const ContextOptions& options, double nearest_share,
                                         const PatchExtractor& extractor, int threads,
                                         const Context::Progress& progress,
                                         const std::atomic<bool>* stop);

}  // namespace saa
