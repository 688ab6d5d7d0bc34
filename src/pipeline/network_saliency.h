// Saliency features from the stages of a convolutional network, as the published code takes them
// from WideResNet50-2.
#pragma once

#include "nn/network.h"
#include "pipeline/saliency_extractor.h"

#include <memory>

namespace saa {

/// The image is resized by OpenCV's bilinear interpolation and handed to the network; its stages
/// become the grids, unjoined.
class NetworkSaliency final : public SaliencyExtractor {
 public:
  /// @param stages from u8 [1, H, W, 3] to f32 [1, H / 4, W / 4, C], [1, H / 8, …], …, each
  ///        dividing the sizes of the one before: wide_resnet::compile, efficientnet_lite::compile
  explicit NetworkSaliency(std::shared_ptr<const nn::Network> stages);

  [[nodiscard]] FeatureGrid features(const Image& image, int side,
                                     ChannelOrder order) const override;

 private:
  std::shared_ptr<const nn::Network> stages_;
};

}  // namespace saa
