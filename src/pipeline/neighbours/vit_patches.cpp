#include "pipeline/neighbours/vit_patches.h"

#include "core/parallel.h"
#include "pipeline/finite_features.h"
#include "pipeline/neighbours/neighbourhood_means.h"

#include <cstddef>
#include <saa/error.h>
#include <span>
#include <utility>
#include <vector>

namespace saa {

VitPatches::VitPatches(std::shared_ptr<const nn::Network> network, Input input, int threads)
    : network_(std::move(network)),
      input_(std::move(input)),
      grid_{input_.side / input_.patch, input_.side / input_.patch},
      threads_(threads) {}

PatchFeatures VitPatches::features(const Image& image) const {
  const int side = input_.side;
  const Image resized = pillow_resize(image, side, side, input_.filter);
  const Tensor pixels{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> answers = network_->run({&pixels, 1});
  for (const Tensor& answer : answers) expect_finite(nn::floats(answer), "vision transformer");

  const std::span layers = std::span(answers).first(answers.size() - 1);
  PatchFeatures features{
      .rows = static_cast<int>(grid_.height),
      .columns = static_cast<int>(grid_.width),
      .sets = std::vector<PatchSet>(input_.neighbourhoods.size() * layers.size()),
      .image = {}};
  parallel_for(features.sets.size(), threads_, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Tensor& layer = layers[i % layers.size()];
      features.sets[i] =
          neighbourhood_means(nn::floats(layer), grid_, static_cast<std::size_t>(layer.shape.at(2)),
                              input_.neighbourhoods.at(i / layers.size()));
    }
  });
  const std::span<const float> vector = nn::floats(answers.back());
  features.image.assign(vector.begin(), vector.end());
  to_unit_length(features.image);
  return features;
}

}  // namespace saa
