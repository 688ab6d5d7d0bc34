// The caller's wish to stop, looked at between stages.
#pragma once

#include <atomic>
#include <saa/error.h>

namespace saa {

class Cancellation {
 public:
  /// @param flag may be null: never cancelled. Must outlive this object.
  explicit Cancellation(const std::atomic<bool>* flag) : flag_(flag) {}

  /// @throws CancelledError once the flag is set.
  void check() const {
    if (flag_ != nullptr && flag_->load(std::memory_order_relaxed))
      throw CancelledError("stopped as asked; this image has no result");
  }

 private:
  const std::atomic<bool>* flag_;
};

}  // namespace saa
