#include "pipeline/offline/seed_refiner.h"

#include <vector>

namespace saa::offline {
namespace {

class SeedPass : public RefinerPass {
 public:
  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    std::vector<RegionMask> masks;
    for (const Proposal& proposal : proposals) masks.push_back(proposal.seed);
    return masks;
  }
};

}  // namespace

std::unique_ptr<RefinerPass> SeedRefiner::begin(const Image& /*image*/,
                                                ChannelOrder /*order*/) const {
  return std::make_unique<SeedPass>();
}

}  // namespace saa::offline
