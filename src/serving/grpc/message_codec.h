// Protocol buffers of the Open Inference Protocol to and from what both transports share.
#pragma once

#include "serving/inference_protocol/infer.h"

#include <open_inference_protocol.pb.h>

namespace saa::serving {

/// @throws InputError if raw and typed contents are mixed, or their number is not that of the
///         inputs; UnsupportedError for what refuse_parameter() refuses.
[[nodiscard]] InferRequest read_request(const inference::ModelInferRequest& message);

/// Whether a request's data came raw; its answer goes out in the same form.
[[nodiscard]] bool is_raw(const inference::ModelInferRequest& message);

/// @throws UnsupportedError if it is larger than a message may be (1 GiB).
[[nodiscard]] inference::ModelInferResponse to_message(InferResponse response, bool raw);

/// What ServerMetadata and ModelMetadata say.
[[nodiscard]] inference::ServerMetadataResponse server_metadata();
[[nodiscard]] inference::ModelMetadataResponse model_metadata();

}  // namespace saa::serving
