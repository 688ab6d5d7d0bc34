// The model "saa" as the Open Inference Protocol sees it: its tensors, what they mean, and how they
// become images, options and results. docs/deploy.md describes them for users.
#pragma once

#include "serving/inference_protocol/tensor.h"

#include <saa/image.h>
#include <saa/result.h>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace saa::serving {

inline constexpr std::string_view kModelName = "saa";
inline constexpr std::string_view kModelVersion = "1";
inline constexpr std::string_view kModelPlatform = "saa";

/// What the server can do beyond the protocol's core.
inline constexpr std::string_view kExtensions[] = {"binary_tensor_data"};

/// Images that one request may hold.
inline constexpr std::int64_t kMaxBatch = 64;

struct TensorDescription {
  std::string_view name;
  Datatype datatype;
  std::vector<std::int64_t> shape;  ///< -1: any size
};

[[nodiscard]] std::span<const TensorDescription> model_inputs();
[[nodiscard]] std::span<const TensorDescription> model_outputs();

/// @param version "" : any. @throws NotFound if it is not the one model there is.
void check_model(std::string_view name, std::string_view version);

/// A picture file's bytes, or a decoded picture.
using ModelImage = std::variant<std::vector<std::uint8_t>, Image>;

struct ModelInputs {
  std::vector<ModelImage> images;  ///< at least one
  std::string prompts;             ///< JSON; "" : none given
};

/// @throws InputError for an input that is missing, unknown, given twice, of another datatype or
///         shape, or whose data do not fit the shape.
[[nodiscard]] ModelInputs read_inputs(std::span<const Tensor> inputs);

/// @throws InputError with the nearest name for one that is no output, or given twice.
void check_outputs(std::span<const std::string> names);

/// The outputs of that name for results in the order of their images; all, if no name is given.
/// @throws InputError if a map is asked for and the images differ in size.
[[nodiscard]] std::vector<Tensor> write_outputs(std::span<const Result> results,
                                                std::span<const std::string> names);

}  // namespace saa::serving
