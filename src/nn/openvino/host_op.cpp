#include "nn/openvino/host_op.h"

#include "nn/openvino/types.h"

#include <string>
#include <vector>

namespace saa::nn {

HostOpNode::HostOpNode(const ov::OutputVector& inputs, const HostKernel& kernel)
    : Op(inputs), kernel_(&kernel) {
  constructor_validate_and_infer_types();
}

void HostOpNode::validate_and_infer_types() {
  std::vector<Dims> shapes;
  for (const ov::Output<ov::Node>& input : input_values()) {
    shapes.push_back(dims_of(input.get_partial_shape()));
  }
  set_output_type(0, ov::element::f32, partial_shape(kernel_->result_shape(shapes)));
}

std::shared_ptr<ov::Node> HostOpNode::clone_with_new_inputs(const ov::OutputVector& inputs) const {
  return std::make_shared<HostOpNode>(inputs, *kernel_);
}

bool HostOpNode::visit_attributes(ov::AttributeVisitor& visitor) {
  std::string kernel(kernel_->name());
  visitor.on_attribute("kernel", kernel);
  return true;
}

bool HostOpNode::evaluate(ov::TensorVector& outputs, const ov::TensorVector& inputs) const {
  std::vector<Tensor> tensors;
  std::vector<Dims> shapes;
  for (const ov::Tensor& input : inputs) {
    tensors.push_back(borrow(input));
    shapes.push_back(tensors.back().shape);
  }
  outputs[0].set_shape(static_shape(kernel_->result_shape(shapes)));
  kernel_->evaluate(tensors, {outputs[0].data<float>(), outputs[0].get_size()});
  return true;
}

}  // namespace saa::nn
