// The face that the baselines share: a method that gives one map of an image becomes one that
// scores, labels and lists regions as the cascade does.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/method.h"
#include "pipeline/stage_clock.h"

#include <cstddef>
#include <memory>
#include <saa/image.h>
#include <saa/profile.h>
#include <span>
#include <string>
#include <vector>

namespace saa::baselines {

/// What a baseline is, apart from its face. Thread-safe.
class AnomalyMapper {
 public:
  virtual ~AnomalyMapper() = default;

  /// The words of the profile that the map depends on, in the order of use; they become
  /// Result::prompts.
  /// @param profile without the prompts that the call has switched off
  [[nodiscard]] virtual std::vector<std::string> texts(const Profile& profile) const;

  /// How anomalous each place of the whole image is: absolute scores of at least 0, in the size
  /// at which the method works. Depends on nothing but the image and the texts.
  /// @param clock is told of each stage at its start.
  [[nodiscard]] virtual FloatMap map(const Image& image, std::span<const std::string> texts,
                                     StageClock& clock) const = 0;
};

/// The map is brought to the image's size (bilinearly); the predicted mask's 8-connected parts are
/// the regions, ranked by the map's maximum in them (StageScores::rescored; its mean there is
/// StageScores::generator).
class MapMethod final : public AnomalyMethod {
 public:
  /// @param memory_bytes for maps that are remembered, by image and texts; 0: none.
  MapMethod(MethodFacts facts, std::unique_ptr<const AnomalyMapper> mapper,
            std::size_t memory_bytes);

  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const override;
  [[nodiscard]] const MethodFacts& facts() const override { return facts_; }
  [[nodiscard]] LruCache* memory() const override { return memory_.get(); }

 private:
  [[nodiscard]] FloatMap remembered_map(const Image& image, std::span<const std::string> texts,
                                        StageClock& clock) const;

  MethodFacts facts_;
  std::unique_ptr<const AnomalyMapper> mapper_;
  std::unique_ptr<LruCache> memory_;  ///< null: nothing is kept
};

}  // namespace saa::baselines
