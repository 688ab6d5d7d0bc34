// From a request of the protocol to its answer, by whatever runs the model.
#pragma once

#include "serving/inference_protocol/infer.h"
#include "serving/inference_protocol/model.h"

#include <chrono>
#include <functional>
#include <optional>
#include <saa/result.h>
#include <string>
#include <vector>

namespace saa::serving {

/// What a transport knows of a call beside its tensors.
struct InferCall {
  std::string request_id;
  /// The client waits no longer than this; unset: as long as the server lets it.
  std::optional<std::chrono::steady_clock::time_point> deadline{};
  std::function<bool()> client_left{};  ///< empty: never
};

/// Runs the model. Thread-safe.
class InferenceRunner {
 public:
  virtual ~InferenceRunner() = default;
  /// Whether a request would be taken.
  [[nodiscard]] virtual bool ready() const = 0;
  /// A result for each image, in their order.
  /// @throws what status_of() (serving/status.h) knows.
  [[nodiscard]] virtual std::vector<Result> run(ModelInputs inputs, const InferCall& call) = 0;
};

/// @throws InputError for a request that the model cannot take, and as run().
[[nodiscard]] InferResponse infer(InferenceRunner& runner, InferRequest request, InferCall call);

}  // namespace saa::serving
