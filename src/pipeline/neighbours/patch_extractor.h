// From a network's name to an extractor with its weights loaded.
#pragma once

#include "pipeline/neighbours/patch_features.h"

#include <memory>
#include <saa/context.h>

namespace saa {

/// An extractor and the file that its network was made from.
struct LoadedPatches {
  NeighbourNetwork network;  ///< never `automatic`
  std::unique_ptr<PatchExtractor> extractor;
  WeightsFile weights;
  double nearest_share;  ///< of the references, whose distances to a patch are averaged
};

/// @param options network, side and neighbourhoods; the rest is not looked at
/// @throws UsageError for a side or neighbourhood that the network cannot take, WeightsError if its
///         file is missing, damaged or of another network.
[[nodiscard]] LoadedPatches make_patch_extractor(const ContextOptions& options,
                                                 const ContextMachine& machine);

}  // namespace saa
