// Comparing what a network computes with what its official implementation did.
#pragma once

#include "checkpoint/load.h"
#include "checkpoint/state_dict.h"
#include "nn/runtime.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa {

/// tests/parity/models/fixtures/<name>.safetensors, made by tests/parity/<network>.py.
inline StateDict load_fixture(std::string_view name) {
  return load_checkpoint(std::filesystem::path(SAA_SOURCE_DIR) / "tests/parity/models/fixtures" /
                         (std::string(name) + ".safetensors"));
}

/// The tensors below a path of the fixture, as if they were a checkpoint of their own.
inline StateDict checkpoint_within(const StateDict& fixture, std::string_view path) {
  const std::string prefix = std::string(path) + ".";
  TensorMap tensors;
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with(prefix)) tensors.emplace(key.substr(prefix.size()), tensor);
  }
  return {fixture.source(), std::move(tensors)};
}

/// Largest difference, relative to the largest expected value.
inline double relative_error(std::span<const float> found, std::span<const float> expected) {
  EXPECT_EQ(found.size(), expected.size());
  double difference = 0;
  double largest = 0;
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    difference = std::max(difference, std::abs(double(found[i]) - double(expected[i])));
    largest = std::max(largest, std::abs(double(expected[i])));
    if (std::isnan(found[i])) difference = INFINITY;
  }
  return difference / largest;
}

/// Stages as a list of outputs, from an f32 input of the fixture's image.
using Stages = std::function<std::vector<nn::Value>(const Scope& weights, const nn::Value& image)>;

/// Runs `stages` on the fixture's "image" and compares with "stage0", "stage1", …
/// @return the relative error of each.
inline std::vector<double> stage_errors(const StateDict& fixture, const Stages& stages) {
  const auto network = nn::cpu_runtime().compile(
      "parity",
      [&](nn::Builder& builder) {
        const nn::Value image =
            builder.input("image", DType::f32, {1, 3, nn::kDynamic, nn::kDynamic});
        for (const nn::Value& stage : stages(Scope(fixture, "weights"), image)) {
          builder.output("stage", stage);
        }
      },
      {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{*fixture.find("image")});
  std::vector<double> errors;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Tensor* expected = fixture.find("stage" + std::to_string(i));
    EXPECT_NE(expected, nullptr) << "the fixture has no stage " << i;
    if (expected == nullptr) break;
    EXPECT_EQ(found[i].shape, expected->shape);
    errors.push_back(relative_error(nn::floats(found[i]), nn::floats(*expected)));
  }
  return errors;
}

}  // namespace saa
