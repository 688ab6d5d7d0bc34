// Infer requests that are lent out and come back.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <openvino/runtime/compiled_model.hpp>
#include <openvino/runtime/infer_request.hpp>
#include <vector>

namespace saa::nn {

/// Thread-safe. Grows to as many requests as were ever lent at the same time.
class RequestPool {
 public:
  explicit RequestPool(ov::CompiledModel model);

  /// A request that nobody else has. It comes back when the last pointer to it goes; the pool may
  /// be gone by then.
  [[nodiscard]] std::shared_ptr<ov::InferRequest> lend();

 private:
  struct Idle {
    std::mutex mutex;
    std::vector<ov::InferRequest> requests;
  };

  ov::CompiledModel model_;
  std::shared_ptr<Idle> idle_ = std::make_shared<Idle>();
};

}  // namespace saa::nn
