// Masks as COCO run lengths, the form in which results carry them: lengths of runs down the
// columns, left to right, alternately of 0 and 1, the first (perhaps 0 long) of 0.
#pragma once

#include <cstdint>
#include <saa/image.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

struct RunLengths {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> counts;  ///< their sum is width * height
};

[[nodiscard]] RunLengths run_lengths(const Mask& mask);

/// Of the mask that the region is in an image of this size; what lies outside is left away.
[[nodiscard]] RunLengths run_lengths(const RegionMask& region, int width, int height);

/// @throws InputError if a size is negative, the image has more than `max_pixels`, or the counts do
///         not fill it exactly.
[[nodiscard]] Mask decode_run_lengths(const RunLengths& runs,
                                      std::int64_t max_pixels = ReadLimits{}.max_pixels);

/// The "counts" string of COCO files: each count less the one before the last, in base 32.
[[nodiscard]] std::string compressed_counts(const RunLengths& runs);

/// Undoes compressed_counts. @throws InputError for characters, numbers or an end that
/// compressed_counts cannot have written. That the counts fill the image is decode's to check.
[[nodiscard]] RunLengths parse_compressed_counts(std::string_view text, int width, int height);

}  // namespace saa
