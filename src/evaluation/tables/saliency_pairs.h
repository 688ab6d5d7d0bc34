// Figure 4: anomaly maps with and without the saliency prompt, side by side.
#pragma once

#include "datasets/dataset.h"
#include "evaluation/run/evaluate.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace saa {

/// One image with both of its maps.
struct SaliencyPair {
  std::string name;  ///< "mvtec carpet hole/000"
  std::filesystem::path image;
  std::filesystem::path with;  ///< files of scores
  std::filesystem::path without;
};

/// Anomalous images that have both maps, at most `most` of each category at even steps in their
/// order: they are not picked for what they show.
/// @param evaluation of figure4_runs() on `dataset`.
[[nodiscard]] std::vector<SaliencyPair> choose_pairs(const Dataset& dataset,
                                                     const Evaluation& evaluation,
                                                     std::size_t most);

/// A row for each: image, truth, map without, map with. Both maps of an image have one scale.
/// @throws InputError or IoError if a file cannot be read.
[[nodiscard]] std::string pairs_svg(const std::vector<SaliencyPair>& pairs);

}  // namespace saa
