#include "nn/openvino/host_op.h"

#include "nn/openvino/types.h"

#include <map>
#include <mutex>
#include <openvino/core/op_extension.hpp>
#include <string>
#include <vector>

namespace saa::nn {
namespace {

/// Kernels by name. A graph read back holds only kernels of networks defined in this process.
class KernelTable {
 public:
  void add(const HostKernel& kernel) {
    const std::scoped_lock lock(mutex_);
    kernels_[std::string(kernel.name())] = &kernel;
  }
  const HostKernel* find(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const auto found = kernels_.find(name);
    return found == kernels_.end() ? nullptr : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, const HostKernel*> kernels_;
};

KernelTable& kernel_table() {
  static KernelTable table;
  return table;
}

class HostOpExtension final : public ov::BaseOpExtension {
 public:
  [[nodiscard]] const ov::DiscreteTypeInfo& get_type_info() const override {
    return HostOpNode::get_type_info_static();
  }
  [[nodiscard]] ov::OutputVector create(const ov::OutputVector& inputs,
                                        ov::AttributeVisitor& visitor) const override {
    const auto node = std::make_shared<HostOpNode>();
    node->set_arguments(inputs);
    if (node->visit_attributes(visitor)) node->constructor_validate_and_infer_types();
    return node->outputs();
  }
  [[nodiscard]] std::vector<ov::Extension::Ptr> get_attached_extensions() const override {
    return {};
  }
};

}  // namespace

HostOpNode::HostOpNode(const ov::OutputVector& inputs, const HostKernel& kernel)
    : Op(inputs), kernel_(&kernel) {
  kernel_table().add(kernel);
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
  std::string name(kernel_ == nullptr ? "" : kernel_->name());
  visitor.on_attribute("kernel", name);
  if (kernel_ == nullptr) kernel_ = kernel_table().find(name);
  return kernel_ != nullptr;
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

std::shared_ptr<ov::Extension> host_op_extension() { return std::make_shared<HostOpExtension>(); }

}  // namespace saa::nn
