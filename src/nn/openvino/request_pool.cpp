#include "nn/openvino/request_pool.h"

#include <utility>

namespace saa::nn {

RequestPool::RequestPool(LoadedModel model) : shared_(std::make_shared<Shared>()) {
  shared_->loaded = std::move(model);
}

std::shared_ptr<ov::InferRequest> RequestPool::lend() {
  ov::InferRequest request;
  {
    const std::scoped_lock lock(shared_->mutex);
    if (!shared_->idle.empty()) {
      request = std::move(shared_->idle.back());
      shared_->idle.pop_back();
    }
  }
  if (!request) request = shared_->loaded.model.create_infer_request();
  return {new ov::InferRequest(std::move(request)), [shared = shared_](ov::InferRequest* lent) {
            const std::unique_ptr<ov::InferRequest> returned(lent);
            const std::scoped_lock lock(shared->mutex);
            shared->idle.push_back(std::move(*returned));
          }};
}

}  // namespace saa::nn
