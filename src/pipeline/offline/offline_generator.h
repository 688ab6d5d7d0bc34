// Regions that stand out from a picture's own texture, found without a language model.
#pragma once

#include "pipeline/generator.h"

#include <memory>
#include <saa/image.h>

namespace saa::offline {

/// Does not read text. Proposals carry their region as seed and an absolute score in [0, 1]; those
/// that cover the place of a better one are marked as duplicates. Pictures under kLeastSide pixels
/// a side get no proposals.
class OfflineGenerator : public Generator {
 public:
  [[nodiscard]] bool reads_text() const override { return false; }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& image) const override;
};

/// Least width and height in pixels, at working size, of a picture that a texture can be told in.
inline constexpr int kLeastSide = 16;

}  // namespace saa::offline
