#include "serving/grpc/message_codec.h"

#include "serving/inference_protocol/model.h"

#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <saa/error.h>
#include <saa/version.h>

namespace saa::serving {
namespace {

using InputTensor = inference::ModelInferRequest::InferInputTensor;
using OutputTensor = inference::ModelInferResponse::InferOutputTensor;

void refuse_parameters(const auto& parameters, std::string_view owner) {
  for (const auto& [name, value] : parameters) refuse_parameter(name, owner);
}

void read_typed(Tensor& tensor, const inference::InferTensorContents& contents) {
  if (tensor.datatype == Datatype::bytes) {
    for (const std::string& element : contents.bytes_contents()) append_bytes(tensor.data, element);
    return;
  }
  for (const std::uint32_t value : contents.uint_contents()) {
    if (value > 255) throw InputError(fmt::format("tensor {}: {} is no UINT8", tensor.name, value));
    tensor.data += static_cast<char>(value);
  }
}

Tensor header_of(const InputTensor& input) {
  refuse_parameters(input.parameters(), input.name());
  return {input.name(),
          parse_datatype(input.datatype(), input.name()),
          {input.shape().begin(), input.shape().end()},
          {}};
}

std::optional<std::chrono::microseconds> timeout_of(
    const google::protobuf::Map<std::string, inference::InferParameter>& parameters) {
  const auto at = parameters.find("timeout");
  if (at == parameters.end()) return std::nullopt;
  if (at->second.has_uint64_param()) {
    return serving::timeout_of(static_cast<std::int64_t>(at->second.uint64_param()));
  }
  if (!at->second.has_int64_param())
    throw InputError("parameter timeout is not a whole number of microseconds");
  return serving::timeout_of(at->second.int64_param());
}

void check_size(const InferResponse& response) {
  constexpr std::size_t kLargest = std::numeric_limits<int>::max() / 2;  // UINT8 may take two bytes
  std::size_t bytes = 0;
  for (const Tensor& tensor : response.outputs) bytes += tensor.data.size();
  if (bytes > kLargest) {
    throw UnsupportedError(fmt::format(
        "the answer has {} bytes, more than a gRPC message holds; ask for fewer outputs or images",
        bytes));
  }
}

void write_typed(inference::InferTensorContents& contents, const Tensor& tensor) {
  switch (tensor.datatype) {
    case Datatype::bytes:
      for (const std::string_view element : unpack_bytes(tensor))
        contents.add_bytes_contents(std::string(element));
      return;
    case Datatype::uint8:
      for (const char value : tensor.data)
        contents.add_uint_contents(static_cast<unsigned char>(value));
      return;
    case Datatype::fp32:
      contents.mutable_fp32_contents()->Resize(static_cast<int>(tensor.data.size() / sizeof(float)),
                                               0);
      std::memcpy(contents.mutable_fp32_contents()->mutable_data(), tensor.data.data(),
                  tensor.data.size());
  }
}

void describe(inference::ModelMetadataResponse::TensorMetadata& metadata,
              const TensorDescription& tensor) {
  metadata.set_name(std::string(tensor.name));
  metadata.set_datatype(std::string(datatype_name(tensor.datatype)));
  for (const std::int64_t size : tensor.shape) metadata.add_shape(size);
}

}  // namespace

bool is_raw(const inference::ModelInferRequest& message) {
  return message.raw_input_contents_size() > 0;
}

InferRequest read_request(const inference::ModelInferRequest& message) {
  InferRequest request;
  request.id = message.id();
  request.timeout = timeout_of(message.parameters());
  const bool raw = is_raw(message);
  if (raw && message.raw_input_contents_size() != message.inputs_size()) {
    throw InputError(fmt::format("raw_input_contents has {} entries for {} inputs",
                                 message.raw_input_contents_size(), message.inputs_size()));
  }
  for (int i = 0; i < message.inputs_size(); ++i) {
    const InputTensor& input = message.inputs(i);
    Tensor& tensor = request.inputs.emplace_back(header_of(input));
    if (raw && input.has_contents()) {
      throw InputError("tensor " + tensor.name +
                       " has contents beside raw_input_contents; send one of the two");
    }
    if (raw)
      tensor.data = message.raw_input_contents(i);
    else
      read_typed(tensor, input.contents());
  }
  for (const auto& output : message.outputs()) {
    refuse_parameters(output.parameters(), output.name());
    request.outputs.push_back(output.name());
  }
  return request;
}

inference::ModelInferResponse to_message(InferResponse response, bool raw) {
  check_size(response);
  inference::ModelInferResponse message;
  message.set_model_name(std::string(kModelName));
  message.set_model_version(std::string(kModelVersion));
  message.set_id(response.id);
  for (Tensor& tensor : response.outputs) {
    OutputTensor& output = *message.add_outputs();
    output.set_name(tensor.name);
    output.set_datatype(std::string(datatype_name(tensor.datatype)));
    for (const std::int64_t size : tensor.shape) output.add_shape(size);
    if (raw)
      message.add_raw_output_contents(std::move(tensor.data));
    else
      write_typed(*output.mutable_contents(), tensor);
  }
  return message;
}

inference::ServerMetadataResponse server_metadata() {
  inference::ServerMetadataResponse message;
  message.set_name(std::string(kModelName));
  message.set_version(kVersion);
  for (const std::string_view extension : kExtensions)
    message.add_extensions(std::string(extension));
  return message;
}

inference::ModelMetadataResponse model_metadata() {
  inference::ModelMetadataResponse message;
  message.set_name(std::string(kModelName));
  message.add_versions(std::string(kModelVersion));
  message.set_platform(std::string(kModelPlatform));
  for (const TensorDescription& tensor : model_inputs()) describe(*message.add_inputs(), tensor);
  for (const TensorDescription& tensor : model_outputs()) describe(*message.add_outputs(), tensor);
  return message;
}

}  // namespace saa::serving
