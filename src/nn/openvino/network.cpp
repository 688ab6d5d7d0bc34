#include "nn/openvino/network.h"

#include "nn/openvino/types.h"

#include <openvino/core/except.hpp>
#include <saa/error.h>
#include <stdexcept>
#include <utility>

namespace saa::nn {
namespace {

/// OpenVINO has no view of constant memory; inputs are only read.
ov::Tensor wrap(const Tensor& tensor) {
  return {to_openvino(tensor.dtype), static_shape(tensor.shape),
          const_cast<std::byte*>(tensor.bytes.data())};
}

}  // namespace

OpenVinoNetwork::OpenVinoNetwork(std::string name, std::vector<std::string> inputs,
                                 std::vector<std::string> outputs, const LoadedModel& loaded)
    : name_(std::move(name)),
      profile_(profile_wanted() ? std::make_unique<Profile>(name_) : nullptr),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      requests_(loaded),
      model_(loaded.model) {}

void OpenVinoNetwork::bind_inputs(ov::InferRequest& request, std::span<const Tensor> inputs) const {
  const auto& ports = model_.inputs();
  if (inputs.size() != ports.size()) {
    throw std::logic_error("network " + name_ + " takes " + std::to_string(ports.size()) +
                           " inputs, got " + std::to_string(inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ov::PartialShape& wanted = ports[i].get_partial_shape();
    const DType dtype = from_openvino(ports[i].get_element_type());
    const Tensor& given = inputs[i];
    if (given.dtype != dtype || !wanted.compatible(partial_shape(given.shape))) {
      throw InputError("network " + name_ + ", input " + inputs_[i] + ": expected " +
                       std::string(dtype_name(dtype)) + " " + shape_text(dims_of(wanted)) +
                       ", found " + std::string(dtype_name(given.dtype)) + " " +
                       shape_text(given.shape));
    }
    request.set_input_tensor(i, wrap(given));
  }
}

void OpenVinoNetwork::infer(ov::InferRequest& request) const {
  try {
    // Not infer(): with a number of threads of its own, OpenVINO 2026.4's drops what a node throws,
    // returns as if all were well and crashes on the next call.
    request.start_async();
    request.wait();
    if (profile_) profile_->add(request);
  } catch (const ov::Exception& error) {
    throw Error(ErrorKind::unsupported, "network " + name_ + " could not run: " + error.what());
  }
}

std::vector<Tensor> OpenVinoNetwork::run(std::span<const Tensor> inputs) const {
  const std::shared_ptr<ov::InferRequest> request = requests_.lend();
  bind_inputs(*request, inputs);
  infer(*request);
  std::vector<Tensor> results;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    results.push_back(borrow(request->get_output_tensor(i)));
    results.back().owner = request;
  }
  return results;
}

}  // namespace saa::nn
