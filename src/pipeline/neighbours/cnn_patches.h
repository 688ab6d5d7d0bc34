// Patches of pictures by the stages of a convolutional network.
#pragma once

#include "nn/network.h"
#include "pipeline/neighbours/patch_features.h"

#include <memory>
#include <vector>

namespace saa {

/// What is compared of a convolutional network: each stage, averaged over each size of
/// neighbourhood, is a PatchSet.
struct CnnPatchConfig {
  int side;                         ///< pixels that pictures are resized to, a multiple of 32
  std::vector<int> stages;          ///< rising; the last one's mean is the whole picture's vector
  std::vector<int> neighbourhoods;  ///< sides in the stage's own places: odd, rising
};

/// The last stages of strides 16 and 32 (112 and 320 channels): finer ones see texture rather than
/// the part.
[[nodiscard]] CnnPatchConfig efficientnet_lite0_patches();
/// layer3 and layer4, strides 16 and 32 (1024 and 2048 channels).
[[nodiscard]] CnnPatchConfig wide_resnet50_patches();

/// Pictures are resized as Pillow does (bilinear, antialiased). Each PatchSet lies on its stage's
/// own grid; a place's vector is the mean over its neighbourhood (places beyond the edge do not
/// count), brought to length 1.
class CnnPatches final : public PatchExtractor {
 public:
  /// @param network from u8 [1, side, side, 3] to config.stages, each f32 [1, height, width, C]:
  ///        wide_resnet::compile, efficientnet_lite::compile
  CnnPatches(std::shared_ptr<const nn::Network> network, CnnPatchConfig config);

  /// @throws WeightsError if the network's answer is not finite, InputError for an empty image.
  [[nodiscard]] PatchFeatures features(const Image& image) const override;
  [[nodiscard]] int side() const override { return config_.side; }
  [[nodiscard]] const std::vector<int>& neighbourhoods() const override {
    return config_.neighbourhoods;
  }

 private:
  std::shared_ptr<const nn::Network> network_;
  CnnPatchConfig config_;
};

}  // namespace saa
