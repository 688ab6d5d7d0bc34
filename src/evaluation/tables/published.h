// The figures that were published, as data, each with the place it was read in. All in per cent.
#pragma once

#include "evaluation/tables/averages.h"
#include "evaluation/tables/groups.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace saa {

/// One figure for each of kGroups, in that order; unset where none was published.
using GroupFigures = std::array<std::optional<double>, kGroups.size()>;

/// A row of a published table.
struct PublishedRow {
  std::string_view key;   ///< the method as ResultKey has it, or in Table 2 the variant
  std::string_view name;  ///< for people: "ClipSeg", "without P^S"
  GroupFigures f_p;
  GroupFigures f_r;

  /// Nothing for F_r one-to-one: it was not published.
  [[nodiscard]] std::optional<double> at(Group group, Figure figure) const;
};

inline constexpr std::string_view kPaper =
    "Segment Any Anomaly without Training via Hybrid Prompt Regularization, arXiv 2305.10724";

/// Table 1: WinClip, ClipSeg, UTAD, SAA, SAA+. WinClip's figures were not measured by the authors
/// but quoted from its own paper; F_r is new in this paper, so WinClip has none.
[[nodiscard]] std::span<const PublishedRow> published_table1();

/// Table 2: the ablations of SAA+, the full method last. Two of its totals are not the mean of
/// their groups: F_p without T_a (31.80 printed, 31.98 by the groups) and without P^C
/// (34.13, 33.40).
[[nodiscard]] std::span<const PublishedRow> published_table2();

/// The row of this key, or null.
[[nodiscard]] const PublishedRow* find_published(std::span<const PublishedRow> rows,
                                                 std::string_view key);

/// Figure 5 is a drawing whose values are not printed: F_p rises to about this K, then falls
/// slowly. Its value there is Table 1's row of SAA+; its limit for large K is Table 2's row without
/// P^C.
inline constexpr int kPublishedBestTopK = 5;
inline constexpr int kPublishedLargestTopK = 20;

/// WinCLIP's own figures of one category (CVPR 2023, as listed with its re-implementations).
struct PublishedCategory {
  DatasetKind dataset;
  std::string_view category;
  double f_p;
  std::optional<double> f_p_rerun;  ///< zqhang/Accurate-WinCLIP-pytorch, README
};
[[nodiscard]] std::span<const PublishedCategory> published_winclip();

/// What others measured when they repeated a method; means over the categories of a data set.
struct Rerun {
  std::string_view method;
  std::string_view what;  ///< "prompt 'defect.' alone"; "" : as published
  std::optional<double> mvtec_f_p;
  std::optional<double> visa_f_p;
  std::optional<double> mvtec_f_r_one_to_one;
  std::optional<double> visa_f_r_one_to_one;
  std::string_view source;
};
[[nodiscard]] std::span<const Rerun> published_reruns();

}  // namespace saa
