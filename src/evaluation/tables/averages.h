// The averages of the paper's tables: plain means over categories, each category one unit however
// many images it has.
#pragma once

#include "evaluation/category_result.h"
#include "evaluation/tables/groups.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace saa {

/// What the paper's tables tell of a method.
enum class Figure { f_p, f_r, f_r_one_to_one };
inline constexpr std::array kFigures = {Figure::f_p, Figure::f_r, Figure::f_r_one_to_one};

/// "F_p", "F_r", "F_r one-to-one".
[[nodiscard]] std::string_view figure_name(Figure figure);

/// The figure as a share, or nothing where it is not defined.
[[nodiscard]] std::optional<double> figure_of(const Metrics& metrics, Figure figure);

/// Images that the category has as published, or where more are there, as found.
[[nodiscard]] std::size_t whole_size(const CategoryResult& result);

/// A mean over those categories of a group that have the figure.
struct GroupMean {
  double value = 0;            ///< a share; meaningless if `categories` is 0
  std::size_t categories = 0;  ///< that went into it
  std::size_t of = 0;          ///< that the group has
  bool all_images = true;      ///< false: a category was evaluated on some of its images only

  [[nodiscard]] bool is_missing() const { return categories == 0; }
  /// Whether it may stand beside the paper's figure for the group.
  [[nodiscard]] bool is_complete() const { return categories == of && all_images; }
};

/// @param results of one method and variant; those of categories that the paper does not have are
///        left out, of several of one category the first counts.
[[nodiscard]] GroupMean group_mean(std::span<const CategoryResult> results, Group group,
                                   Figure figure);

/// "53.79"; "41.20 (1 of 7)" where categories are missing; a star behind the number where images
/// are; "–" where nothing was evaluated. In per cent.
[[nodiscard]] std::string mean_text(const GroupMean& mean);

/// "53.79", or "–".
[[nodiscard]] std::string percent_text(std::optional<double> percent);

inline constexpr std::string_view kNotEvaluated = "–";

}  // namespace saa
