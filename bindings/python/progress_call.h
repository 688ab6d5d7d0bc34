// A Python function that is told how far long work is.
#pragma once

#include "interruptible.h"

#include <atomic>
#include <cstddef>
#include <exception>
#include <nanobind/nanobind.h>
#include <saa/error.h>

namespace saa::python {

/// Called on the thread of run_interruptibly(). What the function raises stops the work.
class ProgressCall {
 public:
  /// @param function None: nobody is told. @param cancel may be null; if the function sets it, no
  ///        further step is taken. Borrows all.
  ProgressCall(const nanobind::object& function, std::atomic<bool>& stop, const Cancel* cancel)
      : function_(function), stop_(stop), cancel_(cancel) {}

  void tell(std::size_t done, std::size_t all) {
    if (function_.is_none() || raised_ != nullptr) return;
    const nanobind::gil_scoped_acquire locked;
    try {
      function_(done, all);
      if (cancel_ != nullptr && cancel_->asked) stop_ = true;
    } catch (const nanobind::python_error&) {
      raised_ = std::current_exception();
      stop_ = true;
    }
  }

  /// Runs the work. @throws what the function raised in place of the CancelledError it led to.
  template <typename Work>
  auto guard(const Work& work) {
    try {
      return work();
    } catch (const CancelledError&) {
      if (raised_ != nullptr) std::rethrow_exception(raised_);
      throw;
    }
  }

 private:
  const nanobind::object& function_;
  std::atomic<bool>& stop_;
  const Cancel* cancel_;
  std::exception_ptr raised_;
};

}  // namespace saa::python
