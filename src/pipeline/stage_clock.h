// The stages of a prediction: how long each takes, and where it may be stopped.
#pragma once

#include "pipeline/cancellation.h"

#include <chrono>
#include <functional>
#include <saa/result.h>
#include <saa/segmenter.h>
#include <vector>

namespace saa {

/// Notes the seconds of every stage, looks at the start of each whether to stop, and tells who
/// wants to know.
class StageClock {
 public:
  /// Both must outlive the clock.
  StageClock(const PredictOptions& options, std::vector<StageTime>& times)
      : cancellation_(options.cancel), on_stage_(options.on_stage), times_(times) {}

  [[nodiscard]] const Cancellation& cancellation() const { return cancellation_; }

  /// Ends the stage before, if there is one. @throws CancelledError if asked to stop.
  void enter(const char* stage) {
    finish();
    cancellation_.check();
    if (on_stage_) on_stage_(stage);
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

  Cancellation cancellation_;
  const std::function<void(const char*)>& on_stage_;
  std::vector<StageTime>& times_;
  const char* stage_ = nullptr;
  Clock::time_point start_;
};

}  // namespace saa
