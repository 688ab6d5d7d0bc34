// Layers with weights of a checkpoint: primitives plus the keys and shapes of PyTorch's modules.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace saa::nn {

/// A parameter of the checkpoint as an f32 value; f16 and bf16 are widened by the runtime.
/// @throws WeightsError if the key is missing or has another shape.
[[nodiscard]] Value param(Builder& builder, const Scope& scope, std::string_view leaf,
                          std::initializer_list<Dim> shape);

enum class Bias { with, without };

/// torch.nn.Linear: x [..., I] -> [..., features]. `weight` [features, I], `bias` [features].
[[nodiscard]] Value linear(const Scope& scope, const Value& x, Dim features,
                           Bias bias = Bias::with);

/// torch.nn.Conv2d with a square kernel: x [B, I, H, W] -> [B, channels, H', W'].
/// `weight` [channels, I / groups, kernel, kernel], `bias` [channels].
[[nodiscard]] Value conv2d(const Scope& scope, const Value& x, Dim channels, Dim kernel,
                           const Conv2d& options = {}, Bias bias = Bias::with);

/// torch.nn.ConvTranspose2d with a square kernel: x [B, I, H, W] -> [B, channels, H', W'].
/// `weight` [I, channels, kernel, kernel], `bias` [channels].
[[nodiscard]] Value conv_transpose2d(const Scope& scope, const Value& x, Dim channels, Dim kernel,
                                     const ConvTranspose2d& options = {}, Bias bias = Bias::with);

/// torch.nn.BatchNorm2d at inference: y = x * scale + shift, one of each a channel.
struct ChannelScale {
  std::vector<float> scale, shift;
};
/// `weight`, `bias`, `running_mean`, `running_var` [channels].
[[nodiscard]] ChannelScale channel_scale(const Scope& scope, Dim channels, float epsilon);

/// torch.nn.BatchNorm2d at inference, as one scale and one shift a channel: `weight`, `bias`,
/// `running_mean`, `running_var` [C].
[[nodiscard]] Value batch_norm(const Scope& scope, const Value& x, float epsilon);

/// torch.nn.LayerNorm over the last axis: `weight`, `bias` [C].
[[nodiscard]] Value layer_norm(const Scope& scope, const Value& x, float epsilon);

}  // namespace saa::nn
