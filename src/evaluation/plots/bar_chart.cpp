#include "evaluation/plots/charts.h"
#include "evaluation/plots/frame.h"

#include <algorithm>

namespace saa {
namespace {

constexpr double kClusterShare = 0.84;  ///< of a cluster's width that its bars take
constexpr double kBarShare = 0.82;      ///< of a bar's place that it fills

std::vector<LegendEntry> legend_of(const BarChart& chart) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    legend.push_back({chart.series[i].name, LegendSign::box, i});
  if (!chart.reference_name.empty()) legend.push_back({chart.reference_name, LegendSign::tick, 0});
  return legend;
}

double highest(const BarChart& chart) {
  double high = 0;
  for (const BarSeries& series : chart.series) {
    for (const auto* values : {&series.values, &series.references})
      for (const auto& value : *values) high = std::max(high, value.value_or(0));
  }
  return high > 0 ? high : 1;
}

}  // namespace

Svg draw(const BarChart& chart) {
  const std::vector<LegendEntry> legend = legend_of(chart);
  const Frame frame = make_frame(chart.width, chart.height, legend);
  const Axis axis = make_axis(0, highest(chart));
  Svg svg(chart.width, chart.height, chart.title, chart.description);
  draw_heading(svg, frame, chart.title, legend);
  draw_y_axis(svg, frame, axis, chart.y_label);
  svg.line({frame.left, frame.bottom}, {frame.right, frame.bottom}, "axis");
  if (chart.clusters.empty() || chart.series.empty()) return svg;

  const double cluster = (frame.right - frame.left) / static_cast<double>(chart.clusters.size());
  const double place = kClusterShare * cluster / static_cast<double>(chart.series.size());
  for (std::size_t c = 0; c < chart.clusters.size(); ++c) {
    const double middle = frame.left + (static_cast<double>(c) + 0.5) * cluster;
    svg.text({middle, frame.bottom + 19}, chart.clusters[c], Anchor::middle, "tick");
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      const double left = middle - kClusterShare * cluster / 2 + static_cast<double>(s) * place;
      const auto bar = [&](double top_value, const char* more) {
        const double top = frame.y(axis.place(top_value));
        svg.rectangle({left + (1 - kBarShare) / 2 * place, top}, kBarShare * place,
                      frame.bottom - top, series_class('f', s, more));
      };
      if (const auto reference = chart.series[s].references.at(c)) bar(*reference, "ghost");
      if (const auto value = chart.series[s].values.at(c)) bar(*value, "");
      if (const auto reference = chart.series[s].references.at(c)) {
        const double y = frame.y(axis.place(*reference));
        svg.line({left, y}, {left + place, y}, "published");
      }
    }
  }
  return svg;
}

}  // namespace saa
