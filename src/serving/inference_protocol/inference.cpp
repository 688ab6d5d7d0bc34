#include "serving/inference_protocol/inference.h"

#include <algorithm>

namespace saa::serving {

InferResponse infer(InferenceRunner& runner, InferRequest request, InferCall call) {
  check_outputs(request.outputs);
  ModelInputs inputs = read_inputs(request.inputs);
  request.inputs.clear();  // the images have their own copy now
  if (request.timeout) {
    const auto until = std::chrono::steady_clock::now() + *request.timeout;
    call.deadline = std::min(call.deadline.value_or(until), until);
  }
  const std::vector<Result> results = runner.run(std::move(inputs), call);
  return {std::move(request.id), write_outputs(results, request.outputs)};
}

}  // namespace saa::serving
