// The pyramid of image tokens: its grids, and what depends on them alone.
#pragma once

#include "models/grounding_dino/grid.h"

#include <cstddef>
#include <span>
#include <vector>

namespace saa::grounding_dino {

/// Grids of the levels (strides 8, 16, 32, 64) for a picture of this size.
[[nodiscard]] std::vector<GridSize> pyramid_levels(std::int64_t height, std::int64_t width);

/// What the transformer is told about the places of a pyramid's S tokens.
struct PyramidPlaces {
  std::vector<std::int64_t> shapes;  ///< [levels, 2]: height and width
  std::vector<float> position;       ///< [S, hidden]: sine embedding plus the level's own
  std::vector<float> reference;      ///< [S, levels, 2]: x, y of the token, the same in each level
  std::vector<float> proposals;      ///< [S, 4]: logits of a first box around each token
  std::vector<float> valid;          ///< [S, 1]: 1, or 0 where that box touches the edges

  [[nodiscard]] std::int64_t tokens() const { return static_cast<std::int64_t>(valid.size()); }
};

/// @param level_embedding [levels, hidden], the checkpoint's transformer.level_embed
[[nodiscard]] PyramidPlaces places_of(std::span<const GridSize> levels,
                                      std::span<const float> level_embedding);

/// The sine embedding of token positions within a phrase, [positions, channels]: get_sine_pos_embed
/// of the original.
[[nodiscard]] std::vector<float> embed_positions(std::span<const std::int64_t> positions,
                                                 std::size_t channels);

}  // namespace saa::grounding_dino
