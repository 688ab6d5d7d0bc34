#include "core/nearest_name.h"
#include "serving/inference_protocol/model.h"
#include "serving/status.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>

namespace saa::serving {
namespace {

constexpr std::string_view kImage = "image";
constexpr std::string_view kPrompts = "prompts";

[[noreturn]] void wrong_image(const Tensor& tensor) {
  throw InputError(fmt::format(
      "input image: {} of shape {}, expected BYTES [n] (picture files) or UINT8 [height, width, 3] "
      "or [n, height, width, 3], with n from 1 to {}",
      datatype_name(tensor.datatype), shape_text(tensor.shape), kMaxBatch));
}

std::vector<ModelImage> encoded_images(const Tensor& tensor) {
  if (tensor.shape.size() != 1 || tensor.shape[0] < 1 || tensor.shape[0] > kMaxBatch)
    wrong_image(tensor);
  std::vector<ModelImage> images;
  for (const std::string_view file : unpack_bytes(tensor))
    images.emplace_back(std::vector<std::uint8_t>(file.begin(), file.end()));
  return images;
}

std::vector<ModelImage> decoded_images(const Tensor& tensor) {
  std::vector<std::int64_t> shape = tensor.shape;
  if (shape.size() == 3) shape.insert(shape.begin(), 1);
  if (shape.size() != 4 || shape[0] < 1 || shape[0] > kMaxBatch || shape[3] != 3)
    wrong_image(tensor);
  constexpr std::int64_t kMaxSide = std::numeric_limits<int>::max();
  if (shape[1] < 1 || shape[1] > kMaxSide || shape[2] < 1 || shape[2] > kMaxSide)
    wrong_image(tensor);
  check_data(tensor);
  const std::size_t bytes = tensor.data.size() / static_cast<std::size_t>(shape[0]);
  std::vector<ModelImage> images;
  for (std::size_t at = 0; at < tensor.data.size(); at += bytes) {
    const std::string_view rgb = std::string_view(tensor.data).substr(at, bytes);
    images.emplace_back(
        Image{static_cast<int>(shape[2]), static_cast<int>(shape[1]), {rgb.begin(), rgb.end()}});
  }
  return images;
}

std::vector<ModelImage> read_images(const Tensor& tensor) {
  if (tensor.datatype == Datatype::bytes) return encoded_images(tensor);
  if (tensor.datatype == Datatype::uint8) return decoded_images(tensor);
  wrong_image(tensor);
}

std::string read_prompts(const Tensor& tensor) {
  if (tensor.datatype != Datatype::bytes || element_count(tensor) != 1) {
    throw InputError(fmt::format("input prompts: {} of shape {}, expected one element of BYTES [1]",
                                 datatype_name(tensor.datatype), shape_text(tensor.shape)));
  }
  return std::string(unpack_bytes(tensor).front());
}

std::vector<std::string> names_of(std::span<const TensorDescription> tensors) {
  std::vector<std::string> names;
  for (const TensorDescription& tensor : tensors) names.emplace_back(tensor.name);
  return names;
}

/// Every name is one of `known`, and comes once.
void check_names(std::span<const std::string> names, std::span<const TensorDescription> tensors,
                 std::string_view what) {
  const std::vector<std::string> known = names_of(tensors);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::ranges::find(known, names[i]) == known.end()) {
      const std::string nearest = nearest_name(names[i], known);
      throw InputError(fmt::format("model saa has no {} \"{}\"{}; it has {}", what, names[i],
                                   nearest.empty() ? "" : ", did you mean " + nearest + "?",
                                   fmt::join(known, ", ")));
    }
    if (std::ranges::find(names.first(i), names[i]) != names.first(i).end())
      throw InputError(fmt::format("{} {} is given twice", what, names[i]));
  }
}

}  // namespace

std::span<const TensorDescription> model_inputs() {
  static const std::vector<TensorDescription> kInputs = {{kImage, Datatype::bytes, {-1}},
                                                         {kPrompts, Datatype::bytes, {1}}};
  return kInputs;
}

void check_model(std::string_view name, std::string_view version) {
  if (name != kModelName)
    throw NotFound(fmt::format("there is no model \"{}\"; the one here is saa", name));
  if (!version.empty() && version != kModelVersion)
    throw NotFound(fmt::format("model saa has no version \"{}\", only 1", version));
}

ModelInputs read_inputs(std::span<const Tensor> inputs) {
  std::vector<std::string> names;
  for (const Tensor& input : inputs) names.push_back(input.name);
  check_names(names, model_inputs(), "input");
  ModelInputs read;
  for (const Tensor& input : inputs) {
    if (input.name == kImage) read.images = read_images(input);
    if (input.name == kPrompts) read.prompts = read_prompts(input);
  }
  if (read.images.empty()) throw InputError("input image is missing");
  return read;
}

void check_outputs(std::span<const std::string> names) {
  check_names(names, model_outputs(), "output");
}

}  // namespace saa::serving
