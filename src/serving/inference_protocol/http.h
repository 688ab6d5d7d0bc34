// The Open Inference Protocol over HTTP: every path below /v2.
#pragma once

#include "serving/http_message.h"
#include "serving/inference_protocol/inference.h"

namespace saa::serving {

/// Thread-safe as far as the runner is; holds no state of its own.
class InferenceProtocolHttp {
 public:
  /// @param runner outlives this object.
  explicit InferenceProtocolHttp(InferenceRunner& runner) : runner_(runner) {}

  /// Answers every request, whatever is wrong with it; does not throw. The token has been checked.
  [[nodiscard]] HttpResponse handle(const HttpRequest& request) const;

 private:
  [[nodiscard]] HttpResponse route(const HttpRequest& request) const;
  [[nodiscard]] HttpResponse infer_model(const HttpRequest& request) const;

  InferenceRunner& runner_;
};

}  // namespace saa::serving
