#include "pipeline/neighbours/cnn_patches.h"

#include "image/resize.h"
#include "pipeline/finite_features.h"
#include "pipeline/neighbours/neighbourhood_means.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace saa {
namespace {

PatchSet patches_of(const Tensor& stage, int degree) {
  const std::span<const float> values = nn::floats(stage);
  PatchSet set{.channels = static_cast<std::size_t>(stage.shape.at(3)),
               .values = {values.begin(), values.end()},
               .rows = static_cast<int>(stage.shape.at(1)),
               .columns = static_cast<int>(stage.shape.at(2))};
  set.values = box_sums(std::move(set.values), {set.rows, set.columns}, set.channels, degree);
  for (std::size_t begin = 0; begin < set.values.size(); begin += set.channels)
    to_unit_length(std::span(set.values).subspan(begin, set.channels));
  return set;
}

std::vector<float> mean_direction(const Tensor& stage) {
  const std::span<const float> values = nn::floats(stage);
  const auto channels = static_cast<std::size_t>(stage.shape.at(3));
  std::vector<float> sums(channels);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i % channels] += values[i];
  to_unit_length(sums);
  return sums;
}

}  // namespace

CnnPatchConfig efficientnet_lite0_patches() {
  return {.side = 256, .stages = {5, 7}, .neighbourhoods = {1}};
}

CnnPatchConfig wide_resnet50_patches() {
  return {.side = 256, .stages = {3, 4}, .neighbourhoods = {1}};
}

CnnPatches::CnnPatches(std::shared_ptr<const nn::Network> network, CnnPatchConfig config)
    : network_(std::move(network)), config_(std::move(config)) {}

PatchFeatures CnnPatches::features(const Image& image) const {
  const int side = config_.side;
  const Image resized = pillow_resize(image, side, side, PillowFilter::bilinear);
  const Tensor pixels{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> answers = network_->run({&pixels, 1});
  for (const Tensor& answer : answers) expect_finite(nn::floats(answer), "neighbours' network");

  PatchFeatures features;
  for (const int degree : config_.neighbourhoods) {
    for (const Tensor& answer : answers) {
      features.sets.push_back(patches_of(answer, degree));
      features.rows = std::max(features.rows, features.sets.back().rows);
      features.columns = std::max(features.columns, features.sets.back().columns);
    }
  }
  features.image = mean_direction(answers.back());
  return features;
}

}  // namespace saa
