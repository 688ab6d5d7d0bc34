// The stages of a prediction: how long each takes, and where it may be stopped.
#pragma once

#include "pipeline/cancellation.h"

#include <chrono>
#include <saa/result.h>
#include <vector>

namespace saa {

/// Notes the seconds of every stage, and looks at the start of each whether to stop.
class StageClock {
 public:
  /// Both must outlive the clock.
  StageClock(const Cancellation& cancellation, std::vector<StageTime>& times)
      : cancellation_(cancellation), times_(times) {}

  /// Ends the stage before, if there is one. @throws CancelledError if asked to stop.
  void enter(const char* stage) {
    finish();
    cancellation_.check();
    stage_ = stage;
    start_ = Clock::now();
  }

  void finish() {
    if (stage_ == nullptr) return;
    const std::chrono::duration<double> seconds = Clock::now() - start_;
    times_.push_back({.stage = stage_, .seconds = seconds.count()});
    stage_ = nullptr;
  }

 private:
  using Clock = std::chrono::steady_clock;

  const Cancellation& cancellation_;
  std::vector<StageTime>& times_;
  const char* stage_ = nullptr;
  Clock::time_point start_;
};

}  // namespace saa
