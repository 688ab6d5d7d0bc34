// Long work that Ctrl-C ends.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <nanobind/nanobind.h>

namespace saa::python {

/// A wish to stop that one thread gives to another.
struct Cancel {
  std::atomic<bool> asked{false};
};

/// Runs work(stop) on a thread of its own, without the interpreter's lock, while the caller listens
/// for signals. Python only ever tells its main thread of them; elsewhere nothing is heard.
/// @param cancel may be null.
/// @throws nanobind::python_error if a signal's handler raised (KeyboardInterrupt), else what the
///         work throws.
template <typename Work>
auto run_interruptibly(const Work& work, const Cancel* cancel) {
  namespace nb = nanobind;
  constexpr std::chrono::milliseconds kPatience(20);
  std::atomic<bool> stop{cancel != nullptr && cancel->asked};
  const nb::gil_scoped_release unlocked;
  auto running = std::async(std::launch::async, [&] { return work(stop); });
  while (running.wait_for(kPatience) != std::future_status::ready) {
    if (cancel != nullptr && cancel->asked) stop = true;
    const nb::gil_scoped_acquire locked;
    if (PyErr_CheckSignals() == 0) continue;
    nb::python_error raised;
    stop = true;
    {
      const nb::gil_scoped_release waiting;
      running.wait();
    }
    throw raised;
  }
  return running.get();
}

}  // namespace saa::python
