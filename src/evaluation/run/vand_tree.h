// The submission tree of the VAND challenge, as the published code writes it.
#pragma once

#include "evaluation/run/evaluate.h"

#include <filesystem>

namespace saa {

/// For every image ROOT/0shot/0/CATEGORY/KIND/classification/NAME.txt, its score with five
/// decimals, and …/segmentation/NAME.npz, key "img", uint8 0 to 255 at the protocol's size. Scores
/// are stretched to [0, 1] over each category, as published; those of a category without any
/// difference are 0.
/// @param evaluation of one variant, whose scores are on record.
/// @throws IoError if a file cannot be written, InputError if one of scores is damaged.
void write_vand_tree(const std::filesystem::path& root, const Evaluation& evaluation);

}  // namespace saa
