#include "evaluation/metrics/curve_sums.h"

#include <algorithm>

namespace saa {
namespace {

constexpr double kFalsePositiveLimit = 0.3;

}  // namespace

CurveSums::CurveSums(const RankingTotals& totals, const ScoreGroup& above)
    : totals_(totals),
      positives_(above.positives),
      negatives_(above.negatives),
      weight_(above.weight) {}

void CurveSums::add(const ScoreGroup& group) {
  const std::uint64_t positives_before = positives_;
  ordered_pairs_ += Uint128{group.negatives} * (2 * positives_ + group.positives);
  add_overlap(group);
  score_ = group.score;
  positives_ += group.positives;
  negatives_ += group.negatives;
  weight_ += group.weight;
  if (group.positives == 0) return;  // F1 falls, recall and AP stay
  const CurvePoint here = point();
  precision_sum_ += here.precision * static_cast<double>(group.positives);
  if (here.f1 >= best_.f1) best_ = here;
  add_to_curve(positives_before);
}

// The trapezium below this group's piece of the curve, cut off at the limit.
void CurveSums::add_overlap(const ScoreGroup& group) {
  const double room = kFalsePositiveLimit * static_cast<double>(totals_.negatives) -
                      static_cast<double>(negatives_);
  if (room <= 0 || group.negatives == 0) return;
  const auto width = static_cast<double>(group.negatives);
  const auto height = static_cast<double>(weight_);
  if (group.weight == 0) {
    overlap_area_ += std::min(width, room) * height;
    return;
  }
  const double share = std::min(1.0, room / width);
  overlap_area_ += width * share * (height + static_cast<double>(group.weight) * share / 2);
}

void CurveSums::add_to_curve(std::uint64_t positives_before) {
  if (totals_.curve_points <= 2) return;  // only what curve() adds
  const std::uint64_t steps = totals_.curve_points - 2;
  const auto step = [&](std::uint64_t count) { return Uint128{count} * steps / totals_.positives; };
  if (step(positives_) > step(positives_before)) curve_.push_back(point());
}

void CurveSums::join(const CurveSums& next) {
  score_ = next.score_;
  positives_ = next.positives_;
  negatives_ = next.negatives_;
  weight_ = next.weight_;
  ordered_pairs_ += next.ordered_pairs_;
  precision_sum_ += next.precision_sum_;
  overlap_area_ += next.overlap_area_;
  if (next.best_.f1 > 0 && next.best_.f1 >= best_.f1) best_ = next.best_;
  curve_.insert(curve_.end(), next.curve_.begin(), next.curve_.end());
}

CurvePoint CurveSums::point() const {
  const auto hits = static_cast<double>(positives_);
  const auto called = static_cast<double>(positives_ + negatives_);
  const auto total = static_cast<double>(totals_.positives);
  return {score_, hits / called, hits / total, 2 * hits / (called + total)};
}

std::optional<double> CurveSums::auroc() const {
  if (totals_.positives == 0 || totals_.negatives == 0) return std::nullopt;
  return static_cast<double>(ordered_pairs_) / 2 / static_cast<double>(totals_.positives) /
         static_cast<double>(totals_.negatives);
}

std::optional<double> CurveSums::average_precision() const {
  if (totals_.positives == 0) return std::nullopt;
  return precision_sum_ / static_cast<double>(totals_.positives);
}

std::optional<AtThreshold> CurveSums::f1_max() const {
  if (totals_.positives == 0) return std::nullopt;
  return AtThreshold{best_.f1, best_.threshold};
}

std::optional<double> CurveSums::aupro() const {
  if (totals_.regions == 0 || totals_.negatives == 0) return std::nullopt;
  return overlap_area_ / static_cast<double>(kWholeRegion) / static_cast<double>(totals_.regions) /
         static_cast<double>(totals_.negatives) / kFalsePositiveLimit;
}

std::vector<CurvePoint> CurveSums::curve() const {
  if (totals_.curve_points == 0 || totals_.positives == 0) return {};
  std::vector<CurvePoint> points = curve_;
  points.push_back(best_);
  if (totals_.curve_points > 1) points.push_back(point());
  std::ranges::sort(points, std::ranges::greater{}, &CurvePoint::threshold);
  const auto repeated = std::ranges::unique(points, {}, &CurvePoint::threshold);
  points.erase(repeated.begin(), repeated.end());
  return points;
}

}  // namespace saa
