// The figures of a category by the names that anomalib gives them.
#pragma once

#include "evaluation/category_result.h"

#include <optional>
#include <span>
#include <string_view>

namespace saa {

struct NamedFigure {
  std::string_view name;  ///< "pixel_F1Max"
  std::optional<double> (*of)(const Metrics&);
  std::optional<AtThreshold> (*at)(const Metrics&);  ///< null: it belongs to no threshold
};

/// In the order of tables and files.
[[nodiscard]] std::span<const NamedFigure> named_figures();

/// Mean over the results that have the figure, each counting once; nothing if none has.
[[nodiscard]] std::optional<double> mean_figure(std::span<const CategoryResult> results,
                                                const NamedFigure& figure);

}  // namespace saa
