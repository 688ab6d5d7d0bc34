// A compiled network: tensors in, tensors out, from any number of threads.
#pragma once

#include "checkpoint/tensor.h"
#include "nn/value.h"

#include <span>
#include <string>
#include <vector>

namespace saa::nn {

/// Borrowed views for run(); the caller keeps the memory alive during the call.
[[nodiscard]] Tensor view(std::span<const float> values, Dims shape);
[[nodiscard]] Tensor view(std::span<const std::int64_t> values, Dims shape);

/// The values of an f32 tensor where they lie. @throws std::logic_error for another type.
[[nodiscard]] std::span<const float> floats(const Tensor& tensor);

/// Thread-safe. The answer depends only on the inputs: not on the number of threads, nor on what
/// else runs.
class Network {
 public:
  virtual ~Network() = default;

  /// Names in the order they were defined, which is the order of run()'s tensors.
  [[nodiscard]] virtual const std::vector<std::string>& inputs() const = 0;
  [[nodiscard]] virtual const std::vector<std::string>& outputs() const = 0;

  /// Computes all outputs. They lie in the runtime's memory, kept by each tensor's `owner`: a later
  /// run gets other memory while one of them lives, and takes the same again when all are gone.
  /// @throws InputError if an input's type or shape does not fit, Error if the runtime fails.
  [[nodiscard]] virtual std::vector<Tensor> run(std::span<const Tensor> inputs) const = 0;
};

}  // namespace saa::nn
