#include "nn/openvino/graph.h"

#include "nn/openvino/lowering.h"
#include "nn/openvino/types.h"

#include <openvino/core/except.hpp>
#include <openvino/op/constant.hpp>
#include <openvino/op/parameter.hpp>
#include <openvino/op/result.hpp>
#include <stdexcept>

namespace saa::nn {
namespace {

class OpenVinoNode final : public Node {
 public:
  OpenVinoNode(Builder& builder, ov::Output<ov::Node> value)
      : Node(builder, from_openvino(value.get_element_type()), dims_of(value.get_partial_shape())),
        output(std::move(value)) {}

  const ov::Output<ov::Node> output;
};

}  // namespace

Value OpenVinoBuilder::wrap(const ov::Output<ov::Node>& output) {
  return Value(std::make_shared<OpenVinoNode>(*this, output));
}

Value OpenVinoBuilder::input(std::string_view name, DType dtype, const Dims& shape) {
  auto parameter =
      std::make_shared<ov::op::v0::Parameter>(to_openvino(dtype), partial_shape(shape));
  inputs_.emplace_back(name);
  parameters_.push_back(parameter);
  return wrap(parameter);
}

void OpenVinoBuilder::output(std::string_view name, const Value& value) {
  auto result =
      std::make_shared<ov::op::v0::Result>(static_cast<const OpenVinoNode&>(value.node()).output);
  outputs_.emplace_back(name);
  results_.push_back(result);
}

Value OpenVinoBuilder::constant(std::string_view name, const Tensor& tensor) {
  auto node = std::make_shared<ov::op::v0::Constant>(
      to_openvino(tensor.dtype), static_shape(tensor.shape), tensor.bytes.data(),
      std::const_pointer_cast<void>(tensor.owner));
  if (!name.empty()) node->set_friendly_name(std::string(name));
  return wrap(node);
}

Value OpenVinoBuilder::apply(const Operation& operation, std::span<const Value> inputs) {
  ov::OutputVector outputs;
  for (const Value& input : inputs) {
    if (&input.builder() != this) {
      throw std::logic_error("an operation joins values of two builders");
    }
    outputs.push_back(static_cast<const OpenVinoNode&>(input.node()).output);
  }
  try {
    return wrap(lower(operation, outputs));
  } catch (const ov::Exception& error) {
    throw std::logic_error(error.what());
  }
}

std::shared_ptr<ov::Model> OpenVinoBuilder::model(const std::string& name) const {
  auto model = std::make_shared<ov::Model>(results_, parameters_, name);
  std::size_t place = 0;
  for (const std::shared_ptr<ov::Node>& node : model->get_ordered_ops()) {
    const bool named = node->get_friendly_name() != node->get_name();
    if (!named) node->set_friendly_name(node->get_type_name() + ("_" + std::to_string(place)));
    ++place;
  }
  return model;
}

}  // namespace saa::nn
