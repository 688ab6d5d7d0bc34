#include "serving/inference_protocol/json_tensor.h"

#include "core/base64.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa::serving {
namespace {

class DataReader {
 public:
  DataReader(Tensor& tensor, bool as_base64) : tensor_(tensor), as_base64_(as_base64) {}

  /// Recursion is as deep as the JSON, which parse_json bounds.
  void read(const Json& value) {
    if (value.is_array()) {
      for (const Json& element : value) read(element);
      return;
    }
    if (tensor_.datatype == Datatype::bytes)
      read_text(value);
    else
      read_number(value);
    ++elements_;
  }

 private:
  void read_text(const Json& value) {
    if (!value.is_string()) wrong("a text");
    const auto& text = value.get_ref<const std::string&>();
    if (!as_base64_) {
      append_bytes(tensor_.data, text);
      return;
    }
    const auto bytes = decode_base64(text);
    if (!bytes) wrong("base64 with its padding");
    append_bytes(tensor_.data, {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  }

  void read_number(const Json& value) {
    if (tensor_.datatype != Datatype::uint8) wrong("BYTES or UINT8");
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 255)
      wrong("a whole number from 0 to 255");
    tensor_.data += static_cast<char>(value.get<std::uint8_t>());
  }

  [[noreturn]] void wrong(std::string_view expected) const {
    throw InputError(
        fmt::format("tensor {}: element {} of data is not {}", tensor_.name, elements_, expected));
  }

  Tensor& tensor_;
  bool as_base64_;
  std::uint64_t elements_ = 0;
};

void append_float(std::string& json, float value) {
  if (!std::isfinite(value)) {
    json += "null";
    return;
  }
  char digits[32];
  json.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

}  // namespace

void read_json_data(Tensor& tensor, const Json& list, bool as_base64) {
  if (!list.is_array()) throw InputError("tensor " + tensor.name + ": data is not a list");
  DataReader(tensor, as_base64).read(list);
}

void append_json_data(std::string& json, const Tensor& tensor) {
  json += '[';
  const std::size_t begin = json.size();
  const auto next = [&] {
    if (json.size() > begin) json += ',';
  };
  if (tensor.datatype == Datatype::bytes) {
    for (const std::string_view element : unpack_bytes(tensor)) {
      next();
      json += json_line(Json(element));
    }
  } else if (tensor.datatype == Datatype::uint8) {
    for (const char element : tensor.data) {
      next();
      json += std::to_string(static_cast<unsigned char>(element));
    }
  } else {
    for (std::size_t at = 0; at < tensor.data.size(); at += sizeof(float)) {
      float value = 0;
      std::memcpy(&value, &tensor.data[at], sizeof(value));
      next();
      append_float(json, value);
    }
  }
  json += ']';
}

}  // namespace saa::serving
