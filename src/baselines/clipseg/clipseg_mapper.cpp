#include "baselines/clipseg/clipseg_mapper.h"

#include "baselines/clipseg/phrases.h"
#include "pipeline/finite_features.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace saa::baselines {
namespace {

/// Those of two thousand phrases.
constexpr std::size_t kTextMemory = 4U << 20U;

float sigmoid(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

}  // namespace

ClipSegMapper::ClipSegMapper(clipseg::ClipSeg network)
    : network_(std::move(network)), known_texts_(std::make_unique<LruCache>(kTextMemory)) {}

std::vector<std::string> ClipSegMapper::texts(const Profile& profile) const {
  return clipseg_phrases(profile);
}

std::vector<float> ClipSegMapper::features_of(std::span<const std::string> texts) const {
  std::vector<float> features;
  for (const std::string& text : texts) {
    const auto encode = [&] { return network_.encode_texts({&text, 1}); };
    const auto bytes_of = [](const std::vector<float>& one) { return one.size() * sizeof(float); };
    const auto known = known_texts_->find_or_keep<std::vector<float>>(text, encode, bytes_of);
    features.insert(features.end(), known->begin(), known->end());
  }
  return features;
}

FloatMap ClipSegMapper::map(const Image& image, std::span<const std::string> texts,
                            StageClock& clock) const {
  clock.enter("texts");
  const std::vector<float> features = features_of(texts);
  clock.enter("image");
  const clipseg::ImageStates states = network_.encode_image(image);
  clock.enter("segmentation");
  const std::vector<FloatMap> logits = network_.segment(states, features);
  if (logits.empty()) return {1, 1, 0.0F};
  FloatMap map = logits.front();
  for (const FloatMap& other : logits) {
    expect_finite(other.values, "clipseg network");
    std::ranges::transform(map.values, other.values, map.values.begin(),
                           [](float a, float b) { return std::max(a, b); });
  }
  std::ranges::transform(map.values, map.values.begin(), sigmoid);
  return map;
}

}  // namespace saa::baselines
