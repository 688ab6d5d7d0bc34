// The way of an image through all stages: generator, refiner, property, saliency, confidence,
// fusion.
#pragma once

#include "nn/similarity.h"
#include "pipeline/engine_parts.h"

#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>

namespace saa {

/// Thread-safe: what a prediction changes belongs to that prediction alone.
class Cascade {
 public:
  /// @param threads for the saliency stage; 0: all cores.
  Cascade(EngineParts parts, int threads);

  /// As Segmenter::predict.
  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const;

  [[nodiscard]] const EngineParts& parts() const { return parts_; }

 private:
  EngineParts parts_;
  int threads_;
  nn::Similarity similarity_;
};

}  // namespace saa
