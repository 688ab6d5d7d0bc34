// CLIPSeg (Lüddecke, Ecker, CVPR 2022) as a finder of anomalies: where the image shows what one of
// the profile's phrases says. docs/baselines.md tells how and why.
#pragma once

#include "baselines/map_method.h"
#include "core/lru_cache.h"
#include "models/clipseg/clipseg.h"

#include <memory>
#include <string>
#include <vector>

namespace saa::baselines {

class ClipSegMapper final : public AnomalyMapper {
 public:
  explicit ClipSegMapper(clipseg::ClipSeg network);

  /// As clipseg_phrases().
  [[nodiscard]] std::vector<std::string> texts(const Profile& profile) const override;

  /// The largest of the phrases' probabilities at each place, 352 x 352; 0 without phrases.
  [[nodiscard]] FloatMap map(const Image& image, std::span<const std::string> texts,
                             StageClock& clock) const override;

 private:
  /// Features of all texts, one behind the other; those of texts seen before are remembered.
  [[nodiscard]] std::vector<float> features_of(std::span<const std::string> texts) const;

  clipseg::ClipSeg network_;
  std::unique_ptr<LruCache> known_texts_;
};

}  // namespace saa::baselines
