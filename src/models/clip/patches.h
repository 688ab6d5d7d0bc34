// What CLIP's image tower says of each patch of a picture, in the middle of it and at its end.
#pragma once

#include "models/clip/vision.h"
#include "nn/runtime.h"

#include <memory>
#include <span>

namespace saa::clip {

/// The network from image_input(), u8 of grid * patch pixels, to the states of the patches after
/// the blocks `taps` (counted from 1, rising): [1, patches, C] each, row by row, with no norm
/// behind them; and, as the last output, the picture's features [1, features]. The text tower stays
/// unread.
/// @throws WeightsError if the weights are of another network, or a key is not accounted for.
[[nodiscard]] std::shared_ptr<const nn::Network> compile_patches(
    const Checkpoint& clip, const VisionConfig& config, const PatchGrid& grid,
    std::span<const int> taps, const nn::CompileOptions& options,
    const nn::Runtime& runtime = nn::cpu_runtime());

}  // namespace saa::clip
