// The refiner of an engine whose generator sees regions: the seed is the mask, and in pictures
// larger than the working image its outline is drawn again on the picture itself.
#pragma once

#include "pipeline/refiner.h"

#include <memory>
#include <saa/image.h>

namespace saa::offline {

class GrabCutRefiner : public Refiner {
 public:
  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& image,
                                                   ChannelOrder order) const override;
};

}  // namespace saa::offline
