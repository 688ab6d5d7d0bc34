// Infer requests that are lent out and come back.
#pragma once

#include "nn/openvino/model_cache.h"

#include <memory>
#include <mutex>
#include <openvino/runtime/infer_request.hpp>
#include <vector>

namespace saa::nn {

/// Thread-safe. Grows to as many requests as were ever lent at the same time.
class RequestPool {
 public:
  explicit RequestPool(LoadedModel model);

  /// A request that nobody else has. It comes back when the last pointer to it goes; the pool may
  /// be gone by then.
  [[nodiscard]] std::shared_ptr<ov::InferRequest> lend();

 private:
  struct Shared {
    LoadedModel loaded;  ///< outlives the requests
    std::mutex mutex;
    std::vector<ov::InferRequest> idle;
  };

  std::shared_ptr<Shared> shared_;
};

}  // namespace saa::nn
