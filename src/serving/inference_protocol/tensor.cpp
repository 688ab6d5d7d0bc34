#include "serving/inference_protocol/tensor.h"

#include "core/checked.h"

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <saa/error.h>

namespace saa::serving {
namespace {

constexpr std::size_t kLengthBytes = 4;

std::uint64_t read_length(std::string_view bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;)
    length = length << 8U | static_cast<unsigned char>(bytes[i]);
  return length;
}

[[noreturn]] void wrong_count(const Tensor& tensor, std::uint64_t expected, std::uint64_t found,
                              std::string_view what) {
  throw InputError(fmt::format("tensor {}: shape {} of {} needs {} {}, the data has {}",
                               tensor.name, shape_text(tensor.shape),
                               datatype_name(tensor.datatype), expected, what, found));
}

}  // namespace

std::string_view datatype_name(Datatype datatype) {
  switch (datatype) {
    case Datatype::bytes:
      return "BYTES";
    case Datatype::uint8:
      return "UINT8";
    case Datatype::fp32:
      break;
  }
  return "FP32";
}

Datatype parse_datatype(std::string_view name, std::string_view tensor) {
  for (const Datatype datatype : {Datatype::bytes, Datatype::uint8, Datatype::fp32}) {
    if (name == datatype_name(datatype)) return datatype;
  }
  throw InputError(
      fmt::format("tensor {}: datatype \"{}\", expected BYTES or UINT8", tensor, name));
}

std::string shape_text(std::span<const std::int64_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::uint64_t element_count(const Tensor& tensor) {
  if (const auto count = checked_elements(tensor.shape)) return *count;
  throw InputError(fmt::format("tensor {}: shape {} has a negative size or is too large",
                               tensor.name, shape_text(tensor.shape)));
}

void check_data(const Tensor& tensor) {
  if (tensor.datatype == Datatype::bytes) {
    static_cast<void>(unpack_bytes(tensor));
    return;
  }
  const std::uint64_t element = tensor.datatype == Datatype::fp32 ? sizeof(float) : 1;
  const auto bytes = checked_mul(element_count(tensor), element);
  if (bytes != tensor.data.size())
    wrong_count(tensor, bytes.value_or(std::numeric_limits<std::uint64_t>::max()),
                tensor.data.size(), "bytes");
}

std::vector<std::string_view> unpack_bytes(const Tensor& tensor) {
  std::vector<std::string_view> elements;
  for (std::string_view rest = tensor.data; !rest.empty();) {
    if (rest.size() < kLengthBytes || rest.size() - kLengthBytes < read_length(rest)) {
      throw InputError(fmt::format(
          "tensor {}: element {} of BYTES is cut short: each needs its length as 4 bytes and as "
          "many bytes as that says, {} bytes are left",
          tensor.name, elements.size(), rest.size()));
    }
    elements.push_back(rest.substr(kLengthBytes, read_length(rest)));
    rest.remove_prefix(kLengthBytes + elements.back().size());
  }
  const std::uint64_t expected = element_count(tensor);
  if (elements.size() != expected) wrong_count(tensor, expected, elements.size(), "elements");
  return elements;
}

void append_bytes(std::string& data, std::string_view element) {
  if (element.size() > std::numeric_limits<std::uint32_t>::max())
    throw InputError("an element of BYTES is longer than the protocol can say (4 GiB)");
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    data += static_cast<char>(element.size() >> (8 * i) & 255U);
  data += element;
}

}  // namespace saa::serving
