// What finds anomalies in an image, behind one face: the cascade, or a baseline.
#pragma once

#include "core/lru_cache.h"

#include <memory>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa {

/// What is known of a method before it has seen an image.
struct MethodFacts {
  Method method = Method::hybrid_prompts;
  std::string variant{};             ///< of a baseline; "" : it has none
  std::string engine;                ///< "offline", "official", "winclip", …
  std::string notice;                ///< what it cannot do, for people; may be empty
  std::vector<std::string> notices;  ///< fall-backs taken when it was made; in every result
  /// Decision threshold on pred_score where neither call nor profile has one.
  double threshold = 0.5;
  std::vector<WeightsFile> weights{};
  bool reads_text = false;  ///< whether language prompts make a difference
};

/// Thread-safe.
class AnomalyMethod {
 public:
  virtual ~AnomalyMethod() = default;
  /// As Segmenter::predict.
  [[nodiscard]] virtual Result predict(const Image& image, const Profile& profile,
                                       const PredictOptions& options) const = 0;
  [[nodiscard]] virtual const MethodFacts& facts() const = 0;
  /// What is kept between calls on one image; null: nothing.
  [[nodiscard]] virtual LruCache* memory() const { return nullptr; }
};

}  // namespace saa
