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

std::vector<int> CnnPatchConfig::stages() const {
  std::vector<int> stages = {image_stage};
  for (const CnnSet& set : sets) stages.push_back(set.stage);
  std::ranges::sort(stages);
  const auto same = std::ranges::unique(stages);
  stages.erase(same.begin(), same.end());
  return stages;
}

CnnPatchConfig efficientnet_lite0_patches() {
  return {.side = 256, .sets = {{5, 1}, {7, 1}}, .image_stage = 7};
}

CnnPatchConfig wide_resnet50_patches() {
  return {.side = 256, .sets = {{3, 1}, {4, 1}}, .image_stage = 4};
}

CnnPatches::CnnPatches(std::shared_ptr<const nn::Network> network, CnnPatchConfig config)
    : network_(std::move(network)), config_(std::move(config)), stages_(config_.stages()) {}

PatchFeatures CnnPatches::features(const Image& image) const {
  const int side = config_.side;
  const Image resized = pillow_resize(image, side, side, PillowFilter::bilinear);
  const Tensor pixels{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> answers = network_->run({&pixels, 1});
  for (const Tensor& answer : answers) expect_finite(nn::floats(answer), "neighbours' network");
  const auto answer_of = [&](int stage) -> const Tensor& {
    return answers.at(
        static_cast<std::size_t>(std::ranges::find(stages_, stage) - stages_.begin()));
  };

  PatchFeatures features;
  for (const CnnSet& set : config_.sets) {
    features.sets.push_back(patches_of(answer_of(set.stage), set.degree));
    features.rows = std::max(features.rows, features.sets.back().rows);
    features.columns = std::max(features.columns, features.sets.back().columns);
  }
  features.image = mean_direction(answer_of(config_.image_stage));
  return features;
}

}  // namespace saa
