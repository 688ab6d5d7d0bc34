// A picture's score in the light of the pictures most like it: MuSc's RsCIN (Li et al., ICLR 2024,
// models/modules/_RsCIN.py of xrli-U/MuSc).
#pragma once

#include <cstddef>
#include <span>

namespace saa {

/// What is known of a reference as a whole picture.
struct ScoredReference {
  std::span<const float> image;  ///< its vector, of length 1
  double score;                  ///< its own, against other references
};

/// The mean over k = 1, 2, 3 of the means, weighted by similarity, of the picture's own score
/// (similarity 1) and those of the k - 1 references most like it; fewer where there are fewer.
/// Similarity is the cosine, where that is below 0 it is 0.
[[nodiscard]] double rescore(double own, std::span<const float> image,
                             std::span<const ScoredReference> references);

}  // namespace saa
