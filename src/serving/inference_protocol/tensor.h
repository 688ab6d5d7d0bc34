// Tensors of the Open Inference Protocol, in the form in which both transports carry them raw:
// elements in row-major order, little-endian; an element of BYTES is its length as 4 bytes and then
// its bytes. https://github.com/kserve/open-inference-protocol
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa::serving {

/// Those of the protocol's datatypes that the model has.
enum class Datatype { bytes, uint8, fp32 };

/// "BYTES", "UINT8", "FP32".
[[nodiscard]] std::string_view datatype_name(Datatype datatype);

/// @throws InputError for any other name; the message names `tensor`.
[[nodiscard]] Datatype parse_datatype(std::string_view name, std::string_view tensor);

struct Tensor {
  std::string name;
  Datatype datatype = Datatype::bytes;
  std::vector<std::int64_t> shape;
  std::string data;
};

/// "[1, 480, 640]".
[[nodiscard]] std::string shape_text(std::span<const std::int64_t> shape);

/// Elements that the shape stands for.
/// @throws InputError if a size is negative or the product does not fit.
[[nodiscard]] std::uint64_t element_count(const Tensor& tensor);

/// @throws InputError unless `data` holds as many elements as the shape says and no more, each
///         whole.
void check_data(const Tensor& tensor);

/// The elements of a BYTES tensor; they point into its data.
/// @throws InputError as check_data.
[[nodiscard]] std::vector<std::string_view> unpack_bytes(const Tensor& tensor);

/// Adds one element to the data of a BYTES tensor.
/// @throws InputError if it is too long for the protocol (4 GiB).
void append_bytes(std::string& data, std::string_view element);

}  // namespace saa::serving
