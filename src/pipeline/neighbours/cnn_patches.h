// Patches of pictures by the stages of a convolutional network.
#pragma once

#include "nn/network.h"
#include "pipeline/neighbours/patch_features.h"

#include <memory>
#include <vector>

namespace saa {

/// What is compared of a convolutional network.
struct CnnPatchConfig {
  int side = 256;            ///< pixels that pictures are resized to, a multiple of 32
  std::vector<int> stages;   ///< by their index, fine before coarse
  std::vector<int> degrees;  ///< patches along the sides of the neighbourhoods averaged over; odd
};

/// Strides 8 and 16 (40 and 112 channels).
[[nodiscard]] CnnPatchConfig efficientnet_lite0_patches();
/// layer2 and layer3, strides 8 and 16 (512 and 1024 channels).
[[nodiscard]] CnnPatchConfig wide_resnet50_patches();

/// One PatchSet for each degree and, within it, each stage, on the stage's own grid. Each place's
/// vector is brought to length 1, averaged over its neighbourhood (places beyond the edge do not
/// count) and brought to length 1 again.
class CnnPatches final : public PatchExtractor {
 public:
  /// @param network from u8 [1, side, side, 3] to config.stages and, last, the stage whose mean is
  ///        the whole picture's vector, each f32 [1, height, width, C]:
  ///        wide_resnet::compile, efficientnet_lite::compile
  CnnPatches(std::shared_ptr<const nn::Network> network, CnnPatchConfig config);

  /// @throws WeightsError if the network's answer is not finite, InputError for an empty image.
  [[nodiscard]] PatchFeatures features(const Image& image) const override;
  [[nodiscard]] int side() const override { return config_.side; }

 private:
  std::shared_ptr<const nn::Network> network_;
  CnnPatchConfig config_;
};

}  // namespace saa
