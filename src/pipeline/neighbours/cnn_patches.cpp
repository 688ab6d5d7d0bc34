#include "pipeline/neighbours/cnn_patches.h"

#include "image/resize.h"
#include "pipeline/finite_features.h"
#include "pipeline/neighbours/neighbourhood_means.h"

#include <cstddef>
#include <span>
#include <utility>

namespace saa {
namespace {

void vectors_to_unit_length(std::span<float> values, std::size_t channels) {
  for (std::size_t begin = 0; begin < values.size(); begin += channels)
    to_unit_length(values.subspan(begin, channels));
}

/// A stage's vectors, each of length 1.
PatchSet directions(const Tensor& stage) {
  const std::span<const float> values = nn::floats(stage);
  PatchSet set{.channels = static_cast<std::size_t>(stage.shape.at(3)),
               .values = {values.begin(), values.end()},
               .rows = static_cast<int>(stage.shape.at(1)),
               .columns = static_cast<int>(stage.shape.at(2))};
  vectors_to_unit_length(set.values, set.channels);
  return set;
}

PatchSet averaged(PatchSet set, int degree) {
  if (degree == 1) return set;
  set.values = box_sums(std::move(set.values), {set.rows, set.columns}, set.channels, degree);
  vectors_to_unit_length(set.values, set.channels);
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
  return {.side = 256, .stages = {3, 5}, .degrees = {3}};
}

CnnPatchConfig wide_resnet50_patches() { return {.side = 256, .stages = {2, 3}, .degrees = {3}}; }

CnnPatches::CnnPatches(std::shared_ptr<const nn::Network> network, CnnPatchConfig config)
    : network_(std::move(network)), config_(std::move(config)) {}

PatchFeatures CnnPatches::features(const Image& image) const {
  const int side = config_.side;
  const Image resized = opencv_resize_area(image, side, side);
  const Tensor pixels{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> stages = network_->run({&pixels, 1});
  for (const Tensor& stage : stages) expect_finite(nn::floats(stage), "neighbours' network");

  PatchFeatures features;
  for (const int degree : config_.degrees)
    for (std::size_t i = 0; i < config_.stages.size(); ++i)
      features.sets.push_back(averaged(directions(stages.at(i)), degree));
  features.rows = features.sets.front().rows;
  features.columns = features.sets.front().columns;
  features.image = mean_direction(stages.back());
  return features;
}

}  // namespace saa
