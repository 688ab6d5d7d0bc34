#include "nn/openvino/request_pool.h"

#include <utility>

namespace saa::nn {

RequestPool::RequestPool(ov::CompiledModel model) : model_(std::move(model)) {}

std::shared_ptr<ov::InferRequest> RequestPool::lend() {
  ov::InferRequest request;
  {
    const std::scoped_lock lock(idle_->mutex);
    if (!idle_->requests.empty()) {
      request = std::move(idle_->requests.back());
      idle_->requests.pop_back();
    }
  }
  if (!request) request = model_.create_infer_request();
  return {new ov::InferRequest(std::move(request)), [idle = idle_](ov::InferRequest* lent) {
            const std::unique_ptr<ov::InferRequest> returned(lent);
            const std::scoped_lock lock(idle->mutex);
            idle->requests.push_back(std::move(*returned));
          }};
}

}  // namespace saa::nn
