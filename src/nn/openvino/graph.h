// nn::Builder that writes an ov::Model.
#pragma once

#include "nn/builder.h"

#include <memory>
#include <openvino/core/model.hpp>
#include <string>
#include <vector>

namespace saa::nn {

class OpenVinoBuilder final : public Builder {
 public:
  using Builder::constant;

  Value input(std::string_view name, DType dtype, const Dims& shape) override;
  void output(std::string_view name, const Value& value) override;
  Value constant(std::string_view name, const Tensor& tensor) override;
  Value apply(const Operation& operation, std::span<const Value> inputs) override;

  /// What has been written down so far, as a model of this name. Nodes are named by their place, so
  /// that the same definition gives the same model whatever was defined before it.
  [[nodiscard]] std::shared_ptr<ov::Model> model(const std::string& name) const;
  [[nodiscard]] const std::vector<std::string>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<std::string>& outputs() const { return outputs_; }

 private:
  Value wrap(const ov::Output<ov::Node>& output);

  ov::ParameterVector parameters_;
  ov::ResultVector results_;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
};

}  // namespace saa::nn
