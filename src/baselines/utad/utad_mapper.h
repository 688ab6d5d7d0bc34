// Zero-shot anomaly localisation by self-similarity (Aota, Tong, Okatani, WACV 2023): what is
// unlike the rest of its own image is anomalous. docs/baselines.md lists each step and where the
// form here differs.
#pragma once

#include "baselines/map_method.h"
#include "nn/network.h"
#include "nn/similarity.h"
#include "pipeline/saliency_extractor.h"

#include <memory>

namespace saa::baselines {

/// Each feature becomes the mean of the 3 x 3 around it; beyond the edges stand zeros, which count.
[[nodiscard]] FeatureGrid local_mean(const FeatureGrid& grid);

/// Cells nearer than `margin` to an edge get the least value of the whole map.
[[nodiscard]] FloatMap level_border(FloatMap map, int margin);

class UtadMapper final : public AnomalyMapper {
 public:
  /// @param features from u8 [1, 320, 320, 3] to f32 [1, 40, 40, C].
  /// @param unit the distance whose score is 1
  /// @param threads 0: all cores.
  UtadMapper(std::shared_ptr<const nn::Network> features, double unit, int threads);

  /// 320 x 320
  [[nodiscard]] FloatMap map(const Image& image, std::span<const std::string> texts,
                             StageClock& clock) const override;

 private:
  std::shared_ptr<const nn::Network> features_;
  double unit_;
  int threads_;
  nn::Similarity similarity_;
};

}  // namespace saa::baselines
