// The seam between network definitions and what runs or exports them.
#pragma once

#include "nn/operation.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace saa::nn {

/// Takes down a network: inputs, constants, operations, outputs. One implementation a runtime.
/// Errors in a definition (shapes that do not fit) are our own bugs: std::logic_error. What depends
/// on a file is checked before, by Scope::param.
class Builder {
 public:
  virtual ~Builder() = default;

  /// The next input of the network; open sizes are kDynamic.
  [[nodiscard]] virtual Value input(std::string_view name, DType dtype, const Dims& shape) = 0;
  /// The next output of the network.
  virtual void output(std::string_view name, const Value& value) = 0;
  /// A tensor of a checkpoint, not copied: `tensor.owner` keeps its bytes. The name is its key, so
  /// that profiles and messages speak the checkpoint's language.
  [[nodiscard]] virtual Value constant(std::string_view name, const Tensor& tensor) = 0;
  /// The operation's result. Number and meaning of inputs stand with each operation.
  [[nodiscard]] virtual Value apply(const Operation& operation, std::span<const Value> inputs) = 0;

  /// Constants made here; their values are copied.
  [[nodiscard]] Value constant(std::span<const float> values, const Dims& shape,
                               std::string_view name = "");
  [[nodiscard]] Value constant(std::span<const std::int64_t> values, const Dims& shape,
                               std::string_view name = "");
  [[nodiscard]] Value apply(const Operation& operation, std::initializer_list<Value> inputs) {
    return apply(operation, std::span<const Value>(inputs.begin(), inputs.size()));
  }
};

}  // namespace saa::nn
