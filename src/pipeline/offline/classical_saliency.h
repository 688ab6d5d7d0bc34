// Saliency features without a network: colour, and how much brightness changes in four directions.
#pragma once

#include "pipeline/saliency_extractor.h"

namespace saa::offline {

/// Three grids, at strides 4, 8 and 16 as a network's stages: mean Lab colour and mean absolute
/// response of oriented band-pass filters of the grid's own scale, each in robust deviations from
/// the picture's median. A constant channel makes unremarkable places alike. The answer does not
/// depend on the channel order: the picture is taken as it is, RGB.
class ClassicalSaliency : public SaliencyExtractor {
 public:
  [[nodiscard]] FeatureGrid features(const Image& image, int side,
                                     ChannelOrder order) const override;
};

}  // namespace saa::offline
