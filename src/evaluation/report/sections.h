// The parts of the report's page, as HTML.
#pragma once

#include "evaluation/report/report.h"

#include <span>
#include <string>

namespace saa {

/// A row for each category, the mean where there are several, and what was published.
[[nodiscard]] std::string figures_table(std::span<const ReportedCategory> categories);

/// Precision over recall and F1 over the threshold; empty if the result has no curve.
[[nodiscard]] std::string curves(const CategoryResult& result);

/// The images worth a look. @param byte_limit of all pictures together.
[[nodiscard]] std::string gallery(const ReportedCategory& category, std::size_t most,
                                  std::size_t byte_limit);

/// Style sheet of the page, light and dark.
[[nodiscard]] std::string_view report_style();

/// "mtd", and of a variant "mtd, without-saliency".
[[nodiscard]] std::string category_title(const CategoryResult& result);

}  // namespace saa
