#include "evaluation/plots/charts.h"
#include "evaluation/report/sections.h"

#include <fmt/format.h>

namespace saa {
namespace {

constexpr double kWidth = 520;
constexpr double kHeight = 340;

/// The curve's point at the best threshold, for both charts.
const CurvePoint* best_point(const CategoryResult& result) {
  const CurvePoint* best = nullptr;
  for (const CurvePoint& point : result.pixel_curve)
    if (best == nullptr || point.f1 > best->f1) best = &point;
  return best;
}

std::string precision_recall(const CategoryResult& result, const CurvePoint& best) {
  LineChart chart{
      .title = "Precision over recall, pixels",
      .description =
          fmt::format("The best F1 is {:.2f} %, at precision {:.2f} % and recall {:.2f} %",
                      100 * best.f1, 100 * best.precision, 100 * best.recall),
      .x_label = "recall",
      .y_label = "precision",
      .series = {{.name = "", .points = {}}},
      .marks = {{fmt::format("best F1, {:.2f} %", 100 * best.f1), {best.recall, best.precision}}},
      .x_range = Point{0, 1},
      .y_range = Point{0, 1},
      .width = kWidth,
      .height = kHeight};
  for (const CurvePoint& point : result.pixel_curve)
    chart.series[0].points.push_back({point.recall, point.precision});
  return draw(chart).element();
}

std::string f1_over_threshold(const CategoryResult& result, const CurvePoint& best) {
  LineChart chart{
      .title = "F1 over the threshold, pixels",
      .description = fmt::format("The best F1 is {:.2f} %, at threshold {:.4g}", 100 * best.f1,
                                 best.threshold),
      .x_label = "threshold",
      .y_label = "F1",
      .series = {{.name = "", .points = {}}},
      .marks = {{fmt::format("best, at {:.4g}", best.threshold), {best.threshold, best.f1}}},
      .y_range = Point{0, 1},
      .width = kWidth,
      .height = kHeight};
  for (const CurvePoint& point : result.pixel_curve)
    chart.series[0].points.push_back({point.threshold, point.f1});
  return draw(chart).element();
}

}  // namespace

std::string curves(const CategoryResult& result) {
  const CurvePoint* best = best_point(result);
  if (best == nullptr) return {};
  return "<div class=\"charts\">\n" + precision_recall(result, *best) +
         f1_over_threshold(result, *best) + "</div>\n";
}

}  // namespace saa
