#include "nn/layers.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace saa::nn {
namespace {

/// A [channels] bias on the channels of a picture.
Value add_channel_bias(const Scope& scope, const Value& x, Dim channels) {
  return x + reshape(param(x.builder(), scope, "bias", {channels}), {1, channels, 1, 1});
}

}  // namespace

Value param(Builder& builder, const Scope& scope, std::string_view leaf,
            std::initializer_list<Dim> shape) {
  const Value value = builder.constant(scope.key(leaf), scope.param(leaf, shape));
  return value.dtype() == DType::f32 ? value : cast(value, DType::f32);
}

Value linear(const Scope& scope, const Value& x, Dim features, Bias bias) {
  Builder& builder = x.builder();
  const Value y = matmul_t(x, param(builder, scope, "weight", {features, x.dim(-1)}));
  return bias == Bias::with ? y + param(builder, scope, "bias", {features}) : y;
}

Value conv2d(const Scope& scope, const Value& x, Dim channels, Dim kernel, const Conv2d& options,
             Bias bias) {
  const Dim inputs = x.dim(1) / options.groups;
  const Value weight = param(x.builder(), scope, "weight", {channels, inputs, kernel, kernel});
  const Value y = conv2d(x, weight, options);
  return bias == Bias::with ? add_channel_bias(scope, y, channels) : y;
}

Value conv_transpose2d(const Scope& scope, const Value& x, Dim channels, Dim kernel,
                       const ConvTranspose2d& options, Bias bias) {
  const Value weight = param(x.builder(), scope, "weight", {x.dim(1), channels, kernel, kernel});
  const Value y = conv_transpose2d(x, weight, options);
  return bias == Bias::with ? add_channel_bias(scope, y, channels) : y;
}

ChannelScale channel_scale(const Scope& scope, Dim channels, float epsilon) {
  const auto numbers = [&](std::string_view leaf) { return to_f32(scope.param(leaf, {channels})); };
  const std::vector<float> weight = numbers("weight");
  const std::vector<float> bias = numbers("bias");
  const std::vector<float> mean = numbers("running_mean");
  const std::vector<float> variance = numbers("running_var");
  ChannelScale result{std::vector<float>(weight.size()), std::vector<float>(weight.size())};
  for (std::size_t c = 0; c < weight.size(); ++c) {
    const double s = double(weight[c]) / std::sqrt(double(variance[c]) + double(epsilon));
    result.scale[c] = static_cast<float>(s);
    result.shift[c] = static_cast<float>(double(bias[c]) - double(mean[c]) * s);
  }
  return result;
}

Value batch_norm(const Scope& scope, const Value& x, float epsilon) {
  const Dim channels = x.dim(1);
  const ChannelScale norm = channel_scale(scope, channels, epsilon);
  const Dims shape = {1, channels, 1, 1};
  Builder& builder = x.builder();
  return x * builder.constant(norm.scale, shape, scope.key("scale")) +
         builder.constant(norm.shift, shape, scope.key("shift"));
}

Value layer_norm(const Scope& scope, const Value& x, float epsilon) {
  Builder& builder = x.builder();
  const Dim channels = x.dim(-1);
  return layer_norm(x, param(builder, scope, "weight", {channels}),
                    param(builder, scope, "bias", {channels}), epsilon);
}

}  // namespace saa::nn
