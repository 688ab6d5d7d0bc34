// The model "saa", run by the server's queue and workers.
#pragma once

#include "serving/inference_protocol/inference.h"
#include "serving/prediction_service.h"

#include <functional>
#include <string_view>

namespace saa::serving {

class ServiceRunner final : public InferenceRunner {
 public:
  /// Sets profile and options of a request from the input "prompts"; "" : the server's own.
  using PromptsReader = std::function<PredictRequest(std::string_view json)>;

  /// @param service outlives this object.
  ServiceRunner(PredictionService& service, PromptsReader read_prompts)
      : service_(service), read_prompts_(std::move(read_prompts)) {}

  [[nodiscard]] bool ready() const override { return service_.ready(); }

  /// All images wait in the queue together, or none: QueueFull takes those back that were in.
  [[nodiscard]] std::vector<Result> run(ModelInputs inputs, const InferCall& call) override;

 private:
  PredictionService& service_;
  PromptsReader read_prompts_;
};

}  // namespace saa::serving
