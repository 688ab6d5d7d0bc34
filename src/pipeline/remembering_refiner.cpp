#include "pipeline/remembering_refiner.h"

#include "core/sha256.h"
#include "pipeline/image_key.h"
#include "pipeline/part_bytes.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Box (bit by bit) and seed of a proposal: all that its mask depends on, beside the image.
std::string proposal_key(const Proposal& proposal) {
  const auto bits = std::bit_cast<std::array<std::uint32_t, 4>>(proposal.box);
  std::string key = fmt::format("{:08x}{:08x}{:08x}{:08x}", bits[0], bits[1], bits[2], bits[3]);
  if (const RegionMask& seed = proposal.seed; !seed.empty()) {
    key += fmt::format(" {},{} {}x{} {}", seed.x, seed.y, seed.window.width, seed.window.height,
                       sha256(std::as_bytes(std::span(seed.window.values))));
  }
  return key;
}

class RememberingPass final : public RefinerPass {
 public:
  RememberingPass(const Refiner& refiner, LruCache& memory, const Image& image, ChannelOrder order)
      : refiner_(refiner),
        memory_(memory),
        image_(image),
        order_(order),
        key_(image_key(image) + (order == ChannelOrder::bgr ? " bgr " : " rgb ")) {}

  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    return remembered("mask ", proposals, &RefinerPass::refine);
  }
  std::vector<RegionMask> refine_objects(std::span<const Proposal> objects) override {
    return remembered("object mask ", objects, &RefinerPass::refine_objects);
  }

 private:
  using Refine = std::vector<RegionMask> (RefinerPass::*)(std::span<const Proposal>);

  std::vector<RegionMask> remembered(const std::string& what, std::span<const Proposal> proposals,
                                     Refine ask) {
    std::vector<RegionMask> masks(proposals.size());
    std::vector<std::string> keys;
    std::vector<Proposal> unknown;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      std::string key = what + key_ + proposal_key(proposals[i]);
      if (const auto known = memory_.find<RegionMask>(key)) {
        masks[i] = *known;
      } else {
        keys.push_back(std::move(key));
        unknown.push_back(proposals[i]);
        places.push_back(i);
      }
    }
    if (unknown.empty()) return masks;
    if (!pass_) pass_ = refiner_.begin(image_, order_);
    std::vector<RegionMask> found = (*pass_.*ask)(unknown);
    if (found.size() != unknown.size())
      throw std::logic_error("the refiner answered with another number of masks than boxes");
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t bytes = bytes_of(found[i]);
      masks[places[i]] = *memory_.keep(keys[i], std::move(found[i]), bytes);
    }
    return masks;
  }

  const Refiner& refiner_;
  LruCache& memory_;
  const Image& image_;
  ChannelOrder order_;
  std::string key_;
  std::unique_ptr<RefinerPass> pass_;  ///< begun when there is a new box
};

}  // namespace

RememberingRefiner::RememberingRefiner(std::unique_ptr<const Refiner> refiner,
                                       std::shared_ptr<LruCache> memory)
    : refiner_(std::move(refiner)), memory_(std::move(memory)) {}

std::unique_ptr<RefinerPass> RememberingRefiner::begin(const Image& image,
                                                       ChannelOrder order) const {
  return std::make_unique<RememberingPass>(*refiner_, *memory_, image, order);
}

}  // namespace saa
