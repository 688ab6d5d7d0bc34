// The body of POST …/infer: JSON, and with the binary tensor extension raw tensors behind it.
#pragma once

#include "serving/inference_protocol/infer.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace saa::serving {

/// Says where the JSON of a body ends, in requests and answers with raw tensors.
inline constexpr std::string_view kJsonLengthHeader = "Inference-Header-Content-Length";

/// Lists and objects within each other that JSON in a request may have.
inline constexpr int kMaxJsonDepth = 16;

struct InferBody {
  InferRequest request;
  bool binary_output = false;            ///< parameter "binary_data_output" of the request
  std::map<std::string, bool> binary{};  ///< parameter "binary_data" of an output, by its name

  [[nodiscard]] bool is_binary(const std::string& output) const;
};

/// @param json_length value of kJsonLengthHeader; null: the request has none, all is JSON.
/// @throws InputError for anything but a request of the protocol whose raw parts add up to the
///         body; UnsupportedError for what refuse_parameter() refuses.
[[nodiscard]] InferBody parse_infer_body(std::string_view body, const std::string* json_length);

struct InferAnswer {
  std::string body;
  std::optional<std::size_t> json_length;  ///< set if raw tensors stand behind the JSON
};

[[nodiscard]] InferAnswer write_infer_body(const InferResponse& response, const InferBody& asked);

}  // namespace saa::serving
