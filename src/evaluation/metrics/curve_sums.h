// Every figure of a ranking from one walk over its scores.
#pragma once

#include "evaluation/metrics/metrics.h"
#include "evaluation/metrics/region_weight.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace saa {

/// What a whole ranking holds.
struct RankingTotals {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  std::uint64_t regions = 0;     ///< that the positives' weights belong to
  std::size_t curve_points = 0;  ///< wanted at most; 0: no curve
};

/// All elements of one score.
struct ScoreGroup {
  float score = 0;
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
  Uint128 weight = 0;  ///< sum of the positives' region_share
};

/// Sums over groups by falling score. A walk may be cut into pieces: each begins with what lies
/// above it, and joining the pieces in order gives the whole.
class CurveSums {
 public:
  /// @param above everything of higher score (its score is not read).
  explicit CurveSums(const RankingTotals& totals, const ScoreGroup& above = {});

  void add(const ScoreGroup& group);
  /// @param next continues where this ends.
  void join(const CurveSums& next);

  /// Share of the pairs (positive, negative) in the right order, ties half; nothing if there are
  /// none.
  [[nodiscard]] std::optional<double> auroc() const;
  /// Sum over scores of precision times the step in recall; nothing without positives.
  [[nodiscard]] std::optional<double> average_precision() const;
  /// The lowest of equally good thresholds; nothing without positives.
  [[nodiscard]] std::optional<AtThreshold> f1_max() const;
  /// Mean share of the regions over the false-positive rate up to 0.3; nothing without regions or
  /// negatives.
  [[nodiscard]] std::optional<double> aupro() const;
  /// About evenly spaced in recall, the best F1 and the lowest score among them.
  [[nodiscard]] std::vector<CurvePoint> curve() const;

 private:
  [[nodiscard]] CurvePoint point() const;
  void add_overlap(const ScoreGroup& group);
  void add_to_curve(std::uint64_t positives_before);

  RankingTotals totals_;
  float score_ = 0;              ///< of the last group
  std::uint64_t positives_ = 0;  ///< at or above it
  std::uint64_t negatives_ = 0;
  Uint128 weight_ = 0;
  Uint128 ordered_pairs_ = 0;  ///< twice: a tie counts one
  double precision_sum_ = 0;   ///< over positives
  double overlap_area_ = 0;    ///< below the curve of region shares over negatives
  CurvePoint best_{};
  std::vector<CurvePoint> curve_;
};

}  // namespace saa
