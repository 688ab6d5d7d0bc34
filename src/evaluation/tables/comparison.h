// A table of the paper filled twice: with what was measured here and with what was published.
#pragma once

#include "evaluation/category_result.h"
#include "evaluation/tables/averages.h"
#include "evaluation/tables/published.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// One method or one variant of it.
struct ComparisonRow {
  std::string name;                         ///< "SAA+", "without P^S"
  std::vector<CategoryResult> results{};    ///< of this method and variant, any categories
  std::string waits_for{};                  ///< why there are no results; may be empty
  const PublishedRow* published = nullptr;  ///< null: the paper does not have it
};

struct Comparison {
  std::string title;
  std::vector<ComparisonRow> rows;
  std::vector<std::string> notes;  ///< plain sentences under the table
};

/// The paper's Table 1 with the results of each method, in the paper's order. Rows of methods
/// without results stay, so that it shows that they are missing.
/// @param results of any methods; those of a variant are left out.
[[nodiscard]] Comparison compare_table1(std::span<const CategoryResult> results);

/// The paper's Table 2 with the results of SAA+ in each variant.
[[nodiscard]] Comparison compare_table2(std::span<const CategoryResult> results);

/// Figure 4 in figures: SAA+ with and without the saliency prompt.
[[nodiscard]] Comparison compare_figure4(std::span<const CategoryResult> results);

/// Figure 5 in figures: SAA+ with K = 1 … 20 and with every region. The paper prints two of them.
[[nodiscard]] Comparison compare_figure5(std::span<const CategoryResult> results);

/// Those of one method and variant.
[[nodiscard]] std::vector<CategoryResult> results_of(std::span<const CategoryResult> results,
                                                     std::string_view method,
                                                     std::string_view variant);

/// Which data sets are missing and which are not whole, in sentences; and with which engines the
/// results were made.
[[nodiscard]] std::vector<std::string> coverage_notes(std::span<const CategoryResult> results);

/// For people: a title, for each figure a Markdown table with aligned columns, each row "here"
/// above the row "published", and the notes.
[[nodiscard]] std::string comparison_markdown(const Comparison& comparison);

/// For programs: "row,figure,group,value,categories,of,all_images,published", per cent with all
/// digits, a line for every row, figure and group; what is missing is empty.
[[nodiscard]] std::string comparison_csv(const Comparison& comparison);

/// Bars of what was measured before pale ones of what was published, over the groups. Means over
/// fewer categories than a group has are left out; a star at a group's name says that images are
/// missing.
[[nodiscard]] std::string comparison_svg(const Comparison& comparison, Figure figure);

}  // namespace saa
