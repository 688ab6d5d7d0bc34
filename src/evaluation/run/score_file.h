// One image's scores and truth at the protocol's size, in a file with what is known of how they
// came about.
//
//   "saa.scores/1\n"   the format's name
//   u32, text          facts: JSON on one line
//   u32                side
//   zlib               f32 scores, then u8 truth, side * side each, row by row
#pragma once

#include "evaluation/metrics/metrics.h"
#include "output/json.h"

#include <filesystem>
#include <optional>

namespace saa {

/// @param scored square. @throws IoError if it cannot be written.
void write_scores(const std::filesystem::path& file, const Json& facts, const ScoredImage& scored);

/// The facts; nothing if the file is missing or not of this format.
[[nodiscard]] std::optional<Json> read_score_facts(const std::filesystem::path& file);

/// @throws InputError if the file is damaged, IoError if it is missing.
[[nodiscard]] ScoredImage read_scores(const std::filesystem::path& file);

}  // namespace saa
