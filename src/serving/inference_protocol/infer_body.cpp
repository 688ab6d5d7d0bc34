#include "serving/inference_protocol/infer_body.h"

#include "output/json.h"
#include "serving/inference_protocol/json_tensor.h"
#include "serving/inference_protocol/model.h"
#include "serving/limited_json.h"

#include <charconv>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa::serving {
namespace {

/// A picture may come as a list of lists of numbers.
Json parse_json(std::string_view text) {
  constexpr std::size_t kMostLists = 5'000'000;
  Json json =
      parse_limited(text, "the request",
                    {.depth = kMaxJsonDepth, .containers = kMostLists, .values = text.size()});
  if (!json.is_object()) throw InputError("the request is not a JSON object");
  return json;
}

/// A member that may be left out or null.
const Json* member(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

const Json& list_of_objects(const Json& list, const char* key) {
  bool all_objects = list.is_array();
  for (const Json& element : list) all_objects = all_objects && element.is_object();
  if (!all_objects) throw InputError(fmt::format("\"{}\" is not a list of objects", key));
  return list;
}

std::string text_member(const Json& object, const char* key, std::string_view owner) {
  const Json* value = member(object, key);
  if (value == nullptr || !value->is_string())
    throw InputError(fmt::format("{}: \"{}\" is not a text, or missing", owner, key));
  return value->get<std::string>();
}

const Json& parameters_of(const Json& object, std::string_view owner) {
  static const Json kNone = Json::object();
  const Json* parameters = member(object, "parameters");
  if (parameters == nullptr) return kNone;
  if (!parameters->is_object())
    throw InputError(fmt::format("{}: \"parameters\" is not an object", owner));
  return *parameters;
}

std::optional<bool> flag(const Json& parameters, const char* key) {
  const Json* value = member(parameters, key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean())
    throw InputError(fmt::format("parameter {} is neither true nor false", key));
  return value->get<bool>();
}

std::vector<std::int64_t> read_shape(const Json& input, std::string_view name) {
  const Json* shape = member(input, "shape");
  std::vector<std::int64_t> sizes;
  bool whole = shape != nullptr && shape->is_array();
  for (std::size_t i = 0; whole && i < shape->size(); ++i) {
    const Json& size = (*shape)[i];
    // An unsigned number above the signed range would come out negative, and be refused as that.
    whole = size.is_number_integer();
    if (whole) sizes.push_back(size.get<std::int64_t>());
  }
  if (!whole) throw InputError(fmt::format("tensor {}: \"shape\" is not a list of sizes", name));
  return sizes;
}

/// Takes the next `size` bytes of the raw tensors behind the JSON.
std::string_view take_raw(std::string_view& raw, const Json& size, std::string_view name) {
  if (!size.is_number_unsigned())
    throw InputError(fmt::format("tensor {}: binary_data_size is not a number of bytes", name));
  const auto bytes = size.get<std::uint64_t>();
  if (bytes > raw.size()) {
    throw InputError(fmt::format("tensor {}: binary_data_size is {}, but {} bytes are left", name,
                                 bytes, raw.size()));
  }
  const std::string_view taken = raw.substr(0, bytes);
  raw.remove_prefix(bytes);
  return taken;
}

/// A JSON text cannot hold a picture file's bytes, so the image's are base64; clients that can
/// (content_type, as MLServer names it) say so for others.
bool is_base64(const Json& parameters, std::string_view name) {
  const Json* type = member(parameters, "content_type");
  return name == model_inputs().front().name || (type != nullptr && *type == "base64");
}

Tensor read_input(const Json& input, std::string_view& raw) {
  Tensor tensor;
  tensor.name = text_member(input, "name", "input");
  tensor.datatype = parse_datatype(text_member(input, "datatype", tensor.name), tensor.name);
  tensor.shape = read_shape(input, tensor.name);
  const Json& parameters = parameters_of(input, tensor.name);
  for (const auto& [key, value] : parameters.items()) refuse_parameter(key, tensor.name);
  const Json* data = member(input, "data");
  const Json* size = member(parameters, "binary_data_size");
  if ((data == nullptr) == (size == nullptr)) {
    throw InputError(fmt::format(
        "tensor {}: needs either \"data\" or the parameter binary_data_size", tensor.name));
  }
  if (size != nullptr)
    tensor.data = take_raw(raw, *size, tensor.name);
  else
    read_json_data(tensor, *data, is_base64(parameters, tensor.name));
  return tensor;
}

void read_outputs(InferBody& read, const Json& outputs) {
  for (const Json& output : list_of_objects(outputs, "outputs")) {
    const std::string name = text_member(output, "name", "output");
    const Json& parameters = parameters_of(output, name);
    for (const auto& [key, value] : parameters.items()) refuse_parameter(key, name);
    if (const auto binary = flag(parameters, "binary_data")) read.binary[name] = *binary;
    read.request.outputs.push_back(name);
  }
}

void read_parameters(InferBody& read, const Json& request) {
  const Json& parameters = parameters_of(request, "request");
  read.binary_output = flag(parameters, "binary_data_output").value_or(false);
  if (const Json* timeout = member(parameters, "timeout")) {
    if (!timeout->is_number_integer())
      throw InputError("parameter timeout is not a whole number of microseconds");
    read.request.timeout = timeout_of(timeout->get<std::int64_t>());
  }
}

std::size_t parse_json_length(const std::string& text, std::size_t body) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size() || length > body) {
    throw InputError(fmt::format("{} is \"{}\", expected a number of bytes up to the body's {}",
                                 kJsonLengthHeader, text, body));
  }
  return length;
}

std::string json_text(std::string_view text) { return json_line(Json(text)); }

void append_output(std::string& json, const Tensor& tensor, bool binary) {
  fmt::format_to(std::back_inserter(json), R"({{"name":{},"datatype":"{}","shape":{},)",
                 json_text(tensor.name), datatype_name(tensor.datatype), shape_text(tensor.shape));
  if (binary) {
    fmt::format_to(std::back_inserter(json), R"("parameters":{{"binary_data_size":{}}})",
                   tensor.data.size());
  } else {
    json += "\"data\":";
    append_json_data(json, tensor);
  }
  json += '}';
}

}  // namespace

bool InferBody::is_binary(const std::string& output) const {
  const auto at = binary.find(output);
  return at == binary.end() ? binary_output : at->second;
}

InferBody parse_infer_body(std::string_view body, const std::string* json_length) {
  const std::size_t length =
      json_length == nullptr ? body.size() : parse_json_length(*json_length, body.size());
  const Json json = parse_json(body.substr(0, length));
  std::string_view raw = body.substr(length);
  InferBody read;
  if (member(json, "id") != nullptr) read.request.id = text_member(json, "id", "request");
  read_parameters(read, json);
  const Json* inputs = member(json, "inputs");
  if (inputs == nullptr) throw InputError("the request has no \"inputs\"");
  for (const Json& input : list_of_objects(*inputs, "inputs"))
    read.request.inputs.push_back(read_input(input, raw));
  if (!raw.empty())
    throw InputError(
        fmt::format("{} bytes behind the last tensor are not accounted for", raw.size()));
  if (const Json* outputs = member(json, "outputs")) read_outputs(read, *outputs);
  return read;
}

InferAnswer write_infer_body(const InferResponse& response, const InferBody& asked) {
  InferAnswer answer;
  std::string& json = answer.body;
  fmt::format_to(std::back_inserter(json), R"({{"model_name":"{}","model_version":"{}",)",
                 kModelName, kModelVersion);
  if (!response.id.empty()) json += "\"id\":" + json_text(response.id) + ",";
  json += "\"outputs\":[";
  bool any_binary = false;
  for (const Tensor& tensor : response.outputs) {
    const bool binary = asked.is_binary(tensor.name);
    any_binary = any_binary || binary;
    if (&tensor != &response.outputs.front()) json += ',';
    append_output(json, tensor, binary);
  }
  json += "]}";
  if (!any_binary) return answer;
  answer.json_length = json.size();
  for (const Tensor& tensor : response.outputs) {
    if (asked.is_binary(tensor.name)) answer.body += tensor.data;
  }
  return answer;
}

}  // namespace saa::serving
