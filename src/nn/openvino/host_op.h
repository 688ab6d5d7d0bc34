// A HostKernel inside an OpenVINO graph.
#pragma once

#include "nn/host_kernel.h"

#include <memory>
#include <openvino/core/extension.hpp>
#include <openvino/op/op.hpp>

namespace saa::nn {

class HostOpNode : public ov::op::Op {
 public:
  OPENVINO_OP("HostOp", "saa");

  /// For OpenVINO, when it reads a graph that it wrote: the kernel follows as an attribute.
  HostOpNode() = default;
  /// The kernel is known by its name from now on.
  HostOpNode(const ov::OutputVector& inputs, const HostKernel& kernel);

  void validate_and_infer_types() override;
  std::shared_ptr<ov::Node> clone_with_new_inputs(const ov::OutputVector& inputs) const override;
  bool visit_attributes(ov::AttributeVisitor& visitor) override;
  bool evaluate(ov::TensorVector& outputs, const ov::TensorVector& inputs) const override;
  bool has_evaluate() const override { return true; }

 private:
  const HostKernel* kernel_ = nullptr;
};

/// Lets OpenVINO read graphs with such nodes.
[[nodiscard]] std::shared_ptr<ov::Extension> host_op_extension();

}  // namespace saa::nn
