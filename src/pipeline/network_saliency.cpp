#include "pipeline/network_saliency.h"

#include "image/channel_order.h"
#include "image/resize.h"

#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

FeatureGrid grid_of(const Tensor& stage) {
  const std::span<const float> values = nn::floats(stage);
  return {static_cast<int>(stage.shape.at(2)),
          static_cast<int>(stage.shape.at(1)),
          static_cast<int>(stage.shape.at(3)),
          {values.begin(), values.end()}};
}

}  // namespace

NetworkSaliency::NetworkSaliency(std::shared_ptr<const nn::Network> stages)
    : stages_(std::move(stages)) {}

FeatureGrid NetworkSaliency::features(const Image& image, int side, ChannelOrder order) const {
  if (side <= 0 || side % 32 != 0) {
    throw std::logic_error("saliency features need a side that is a multiple of 32, not " +
                           std::to_string(side));
  }
  Image resized = opencv_resize_bilinear(image, side, side);
  // parity: the published code gives the network BGR under the normalisation meant for RGB.
  if (order == ChannelOrder::bgr) swap_red_and_blue(resized);
  const Tensor input{DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> stages = stages_->run({&input, 1});
  FeatureGrid grid = grid_of(stages.at(0));
  for (const Tensor& stage : std::span(stages).subspan(1)) grid.coarser.push_back(grid_of(stage));
  return grid;
}

}  // namespace saa
