// Regions that stand out from a picture's own texture, found without a language model.
#pragma once

#include "nn/similarity.h"
#include "pipeline/generator.h"
#include "pipeline/saliency_extractor.h"

#include <memory>
#include <saa/image.h>

namespace saa::offline {

/// Does not read text. A picture of one part is searched for what stands out from its own texture,
/// a picture of several for where one differs from the others. Proposals carry their region as seed
/// and an absolute score in [0, 1]; those that cover the place of a better one are marked as
/// duplicates. Pictures under kLeastSide pixels a side get no proposals.
class OfflineGenerator : public Generator {
 public:
  /// @param features compare the parts of a picture that shows several.
  OfflineGenerator(std::shared_ptr<const SaliencyExtractor> features, int threads);

  [[nodiscard]] bool reads_text() const override { return false; }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& image,
                                                     int object_count) const override;

 private:
  std::shared_ptr<const SaliencyExtractor> features_;
  nn::Similarity similarity_;
  int threads_;
};

/// Least width and height in pixels, at working size, of a picture that a texture can be told in.
inline constexpr int kLeastSide = 16;

}  // namespace saa::offline
