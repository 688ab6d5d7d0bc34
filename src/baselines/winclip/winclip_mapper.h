// WinCLIP, zero-shot (Jeong et al., CVPR 2023): CLIP looks at the image through small windows and
// says of each whether it is more like texts of flawless parts or of damaged ones.
#pragma once

#include "baselines/map_method.h"
#include "baselines/winclip/variants.h"
#include "baselines/winclip/window_scores.h"
#include "core/lru_cache.h"
#include "models/clip/text.h"
#include "nn/network.h"

#include <memory>
#include <string>
#include <vector>

namespace saa::baselines {

class WinClipMapper final : public AnomalyMapper {
 public:
  /// The checkpoint may go when this returns.
  /// @throws WeightsError if it is not a CLIP as open_clip names its parts, or has fewer than three
  ///         patches a side.
  WinClipMapper(const StateDict& weights, text::ClipBpe tokenizer, const WinClipForm& form,
                const nn::CompileOptions& options);

  /// The class's name, which goes into every prompt.
  [[nodiscard]] std::vector<std::string> texts(const Profile& profile) const override;
  [[nodiscard]] FloatMap map(const Image& image, std::span<const std::string> texts,
                             StageClock& clock) const override;

 private:
  [[nodiscard]] std::shared_ptr<const TextFeatures> features_of(const std::string& part) const;

  WinClipForm form_;
  clip::VisionConfig vision_;
  std::vector<Windows> windows_;  ///< a level each; the whole image last, if it counts
  /// From picture and windows to their features, [windows, channels].
  std::shared_ptr<const nn::Network> network_;
  clip::TextEncoder encoder_;
  std::unique_ptr<LruCache> known_texts_;
};

}  // namespace saa::baselines
