// The way of an image through all stages: generator, refiner, property, saliency, confidence,
// fusion.
#pragma once

#include "nn/similarity.h"
#include "pipeline/engine_parts.h"
#include "pipeline/method.h"

#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>

namespace saa {

/// Thread-safe: what a prediction changes belongs to that prediction alone.
class Cascade final : public AnomalyMethod {
 public:
  /// @param threads for the saliency stage; 0: all cores.
  Cascade(EngineParts parts, int threads);

  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const override;
  [[nodiscard]] const MethodFacts& facts() const override { return parts_.facts; }
  [[nodiscard]] LruCache* memory() const override { return parts_.memory.get(); }

 private:
  EngineParts parts_;
  int threads_;
  nn::Similarity similarity_;
};

}  // namespace saa
