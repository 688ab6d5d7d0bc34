// One inference of the Open Inference Protocol, whichever transport carried it.
#pragma once

#include "serving/inference_protocol/tensor.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace saa::serving {

struct InferRequest {
  std::string id;  ///< the client's own; comes back with the answer
  std::vector<Tensor> inputs;
  std::vector<std::string> outputs;  ///< names asked for, in the answer's order; none: all
  /// How long the client waits, from the parameter "timeout".
  std::optional<std::chrono::microseconds> timeout;
};

struct InferResponse {
  std::string id;
  std::vector<Tensor> outputs;
};

/// The parameter "timeout", in microseconds; 0 means none, as clients send it, and a
/// day is the most.
/// @throws InputError if it is negative.
[[nodiscard]] std::optional<std::chrono::microseconds> timeout_of(std::int64_t microseconds);

/// What the server cannot do must not be passed over in silence: shared memory and classification.
/// @param owner names the tensor in the message. @throws UnsupportedError
void refuse_parameter(std::string_view name, std::string_view owner);

}  // namespace saa::serving
