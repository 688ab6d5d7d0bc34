// A method that answers when a test lets it, or when it is cancelled.
#pragma once

#include "pipeline/method.h"
#include "unit/serving/fake_runner.h"

#include <atomic>
#include <chrono>
#include <saa/error.h>
#include <thread>

namespace saa::serving {

/// Its result has the size of the image and the name of the profile.
class HeldMethod final : public AnomalyMethod {
 public:
  /// @param hold while true, predictions do not end by themselves.
  explicit HeldMethod(const std::atomic<bool>& hold) : hold_(hold) {}

  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const override {
    if (options.on_stage) options.on_stage("held");
    while (hold_) {
      if (*options.cancel) throw CancelledError("cancelled");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    Result result = sample_result(image.width, image.height);
    result.profile = profile.name;
    return result;
  }
  [[nodiscard]] const MethodFacts& facts() const override { return facts_; }

 private:
  const std::atomic<bool>& hold_;
  MethodFacts facts_;
};

}  // namespace saa::serving
