#include "pipeline/official/sam_refiner.h"

#include "image/channel_order.h"
#include "pipeline/image_key.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace saa::official {

class SamRefiner::Pass final : public RefinerPass {
 public:
  Pass(const SamRefiner& refiner, const Image& image, ChannelOrder order)
      : refiner_(refiner), image_(image), order_(order) {}

  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    std::vector<RegionMask> masks;
    if (proposals.empty()) return masks;
    if (!embedding_) embedding_ = refiner_.embedding(image_, order_);
    std::vector<Box> boxes;
    for (const Proposal& proposal : proposals) boxes.push_back(proposal.box);
    for (sam::MaskPrediction& found : refiner_.network_.predict(*embedding_, boxes))
      masks.push_back(std::move(found.mask));
    return masks;
  }

 private:
  const SamRefiner& refiner_;
  const Image& image_;
  ChannelOrder order_;
  std::shared_ptr<const sam::Embedding> embedding_;
};

SamRefiner::SamRefiner(sam::Sam network, std::shared_ptr<LruCache> memory)
    : network_(std::move(network)), memory_(std::move(memory)) {}

std::unique_ptr<RefinerPass> SamRefiner::begin(const Image& image, ChannelOrder order) const {
  return std::make_unique<Pass>(*this, image, order);
}

std::shared_ptr<const sam::Embedding> SamRefiner::embedding(const Image& image,
                                                            ChannelOrder order) const {
  const auto embed = [&] {
    if (order == ChannelOrder::rgb) return network_.embed(image);
    Image swapped = image;
    swap_red_and_blue(swapped);
    return network_.embed(swapped);
  };
  if (!memory_) return std::make_shared<const sam::Embedding>(embed());
  const std::string key =
      (order == ChannelOrder::bgr ? "refiner bgr " : "refiner rgb ") + image_key(image);
  return memory_->find_or_keep<sam::Embedding>(key, embed, std::mem_fn(&sam::Embedding::bytes));
}

}  // namespace saa::official
