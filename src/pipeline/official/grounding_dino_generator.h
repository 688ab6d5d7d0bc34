// GroundingDINO as the generator: one pass of the network a prompt, the image looked at once.
#pragma once

#include "core/lru_cache.h"
#include "models/grounding_dino/grounding_dino.h"
#include "pipeline/generator.h"

#include <memory>
#include <saa/image.h>
#include <string>

namespace saa::official {

class GroundingDinoGenerator final : public Generator {
 public:
  /// @param detector_size short side in pixels at which the network sees an image
  ///        (detector_input.h)
  /// @param memory keeps images' features across calls; null: none are kept
  GroundingDinoGenerator(grounding_dino::GroundingDino network, int detector_size,
                         std::shared_ptr<LruCache> memory);

  [[nodiscard]] bool reads_text() const override { return true; }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& image,
                                                     int object_count) const override;

 private:
  class Pass;

  [[nodiscard]] std::shared_ptr<const grounding_dino::ImageFeatures> features(
      const Image& image) const;
  [[nodiscard]] std::shared_ptr<const grounding_dino::TextFeatures> features(
      const std::string& caption) const;

  grounding_dino::GroundingDino network_;
  int detector_size_;
  std::shared_ptr<LruCache> memory_;
  /// Captions come again with every image, so their features are kept whatever the caller says.
  mutable LruCache captions_;
};

}  // namespace saa::official
