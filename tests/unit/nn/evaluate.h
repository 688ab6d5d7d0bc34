// Runs a few operations on arrays, to compare them with plain loops.
#pragma once

#include "nn/ops.h"
#include "nn/runtime.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace saa::nn {

struct Array {
  Dims shape;
  std::vector<float> values;

  [[nodiscard]] std::size_t size(std::size_t axis) const {
    return static_cast<std::size_t>(shape[axis]);
  }
};

/// Normally distributed values, the same for the same seed.
inline Array random_array(const Dims& shape, unsigned seed) {
  Dim count = 1;
  for (const Dim size : shape) count *= size;
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  Array array{shape, std::vector<float>(static_cast<std::size_t>(count))};
  for (float& value : array.values) value = normal(engine);
  return array;
}

using Definition = std::function<Value(const std::vector<Value>&)>;

inline Array copied(const Tensor& tensor) {
  const std::span<const float> values = floats(tensor);
  return {tensor.shape, {values.begin(), values.end()}};
}

/// The f32 result of `define` on inputs of open sizes.
inline Array evaluate(const std::vector<Array>& inputs, const Definition& define) {
  const auto network = cpu_runtime().compile(
      "test",
      [&](Builder& builder) {
        std::vector<Value> values;
        values.reserve(inputs.size());
        for (const Array& input : inputs) {
          values.push_back(builder.input("input", DType::f32, Dims(input.shape.size(), kDynamic)));
        }
        builder.output("output", define(values));
      },
      {.threads = 1});
  std::vector<Tensor> tensors;
  tensors.reserve(inputs.size());
  for (const Array& input : inputs) tensors.push_back(view(input.values, input.shape));
  return copied(network->run(tensors).front());
}

/// The same with sizes that are known when the network is defined.
inline Array evaluate_static(const std::vector<Array>& inputs, const Definition& define) {
  const auto network =
      cpu_runtime().compile("test",
                            [&](Builder& builder) {
                              std::vector<Value> values;
                              values.reserve(inputs.size());
                              for (const Array& input : inputs) {
                                values.push_back(builder.input("input", DType::f32, input.shape));
                              }
                              builder.output("output", define(values));
                            },
                            {.threads = 1});
  std::vector<Tensor> tensors;
  tensors.reserve(inputs.size());
  for (const Array& input : inputs) tensors.push_back(view(input.values, input.shape));
  return copied(network->run(tensors).front());
}

inline void expect_near(const Array& found, const Array& expected, double tolerance = 1e-5) {
  ASSERT_EQ(found.shape, expected.shape);
  ASSERT_EQ(found.values.size(), expected.values.size());
  for (std::size_t i = 0; i < found.values.size(); ++i) {
    ASSERT_NEAR(found.values[i], expected.values[i], tolerance) << "element " << i;
  }
}

}  // namespace saa::nn
