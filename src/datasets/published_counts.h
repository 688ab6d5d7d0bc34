// How many images each data set has, as its publishers' files show.
#pragma once

#include "datasets/dataset.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace saa {

/// An image counts as Sample says: anomalous if it has a mask in which something is marked.
struct ImageCount {
  std::size_t normal = 0;
  std::size_t anomalous = 0;
  bool operator==(const ImageCount&) const = default;
};

/// Nothing for a folder of one's own.
[[nodiscard]] std::optional<ImageCount> published_count(DatasetKind kind, std::string_view split,
                                                        std::string_view category);

}  // namespace saa
