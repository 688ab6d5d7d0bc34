// Anomaly Region Refiner (eq. 2): one mask for each box.
#pragma once

#include "pipeline/proposal.h"

#include <memory>
#include <saa/image.h>
#include <span>
#include <vector>

namespace saa {

/// Order in which a network is handed the colours. The published code hands SAM and the saliency
/// network BGR though they were trained on RGB; the preset `reference` repeats that.
enum class ChannelOrder { rgb, bgr };

/// A refiner at work on one image; the image's embedding is computed once, on first use.
class RefinerPass {
 public:
  virtual ~RefinerPass() = default;
  /// One mask a proposal, in their order, its window inside the image; an empty mask where nothing
  /// was found. A mask depends on its proposal and the image, not on the other proposals.
  virtual std::vector<RegionMask> refine(std::span<const Proposal> proposals) = 0;
  /// The same for the inspected objects.
  virtual std::vector<RegionMask> refine_objects(std::span<const Proposal> objects) {
    return refine(objects);
  }
};

class Refiner {
 public:
  virtual ~Refiner() = default;
  /// @param image must outlive the pass.
  [[nodiscard]] virtual std::unique_ptr<RefinerPass> begin(const Image& image,
                                                           ChannelOrder order) const = 0;
};

}  // namespace saa
