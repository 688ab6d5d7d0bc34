// Large matrices of weights as 8-bit integers.
#pragma once

#include <memory>
#include <openvino/core/model.hpp>

namespace saa::nn {

/// Gives every product with a constant matrix of at least kLeastInt8Weights weights, [outputs,
/// inputs], the nearest multiples of one 127th of each row's largest weight instead. OpenVINO
/// multiplies these with activations that it quantises as they come, in groups along the inputs,
/// so nothing has to be calibrated. All else stays as it is.
void quantise_weights(ov::Model& model);

/// Small matrices (heads, embeddings of sizes) gain nothing and are what results hang on.
inline constexpr std::size_t kLeastInt8Weights = std::size_t{256} * 256;

/// Inputs that share a scale of their activations: smaller is more exact, larger faster (768 x
/// 3072: 32 takes 1.35 times as long as 128; above that nothing is gained).
inline constexpr std::uint64_t kActivationGroup = 128;

/// Whether the processor has products of 8-bit integers (VNNI or AMX). Without them this is slower.
[[nodiscard]] bool has_int8_products();

}  // namespace saa::nn
