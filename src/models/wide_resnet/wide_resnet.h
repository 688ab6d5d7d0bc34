// Wide ResNet-50-2 as torchvision and timm publish it (both use the same keys): the saliency
// network of the method. Follows torchvision.models.resnet (v1.5 form: the 3x3 convolution
// strides).
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"
#include "nn/runtime.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace saa::wide_resnet {

/// Sizes of one of the four layers.
struct LayerConfig {
  nn::Dim blocks;
  nn::Dim width;    ///< channels inside a bottleneck
  nn::Dim outputs;  ///< channels after it
};

struct Config {
  nn::Dim stem;
  std::array<LayerConfig, 4> layers;
};

/// wide_resnet50_2.
inline constexpr Config kWideResnet50 = {
    64, {{{3, 128, 256}, {4, 256, 512}, {6, 512, 1024}, {3, 1024, 2048}}}};

/// Stages 1, 2 and 3 (strides 4, 8 and 16; 256, 512 and 1024 channels), which the saliency uses.
inline constexpr std::array<int, 3> kSaliencyStages = {1, 2, 3};

/// Image [1, 3, H, W], normalised -> the five stages: the stem after its pooling (stride 4), then
/// layer1 to layer4 (strides 4, 8, 16, 32). Reads all keys but the classifier's.
[[nodiscard]] std::vector<nn::Value> stages(const Scope& scope, const nn::Value& image,
                                            const Config& config);

/// The network from image_input() to some of its stages, by their index. The outputs, in the order
/// asked for, are [1, height, width, channels]: a position's features lie side by side. The weights
/// must be those of wide_resnet50_2, every key accounted for.
/// @throws WeightsError if they are not.
[[nodiscard]] std::shared_ptr<const nn::Network> compile(
    const StateDict& weights, std::span<const int> stages, const nn::CompileOptions& options,
    const nn::Runtime& runtime = nn::cpu_runtime());

}  // namespace saa::wide_resnet
