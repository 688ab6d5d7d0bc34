#include "evaluation/plots/charts.h"
#include "evaluation/plots/frame.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saa {
namespace {

std::vector<LegendEntry> legend_of(const LineChart& chart) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    if (!chart.series[i].name.empty())
      legend.push_back({chart.series[i].name, LegendSign::line, i});
  for (const Mark& mark : chart.marks) legend.push_back({mark.name, LegendSign::ring, mark.series});
  return legend;
}

/// The axis over a coordinate of all points.
Axis axis_of(const LineChart& chart, double Point::*coordinate, const std::optional<Point>& range) {
  if (range) return make_axis(range->x, range->y, 10);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const auto see = [&](const Point& point) {
    if (!std::isfinite(point.*coordinate)) return;
    low = std::min(low, point.*coordinate);
    high = std::max(high, point.*coordinate);
  };
  for (const LineSeries& series : chart.series) std::ranges::for_each(series.points, see);
  for (const Mark& mark : chart.marks) see(mark.at);
  return make_axis(low, high, 8);
}

}  // namespace

Svg draw(const LineChart& chart) {
  const std::vector<LegendEntry> legend = legend_of(chart);
  const Frame frame = make_frame(chart.width, chart.height, legend);
  const Axis x_axis = axis_of(chart, &Point::x, chart.x_range);
  const Axis y_axis = axis_of(chart, &Point::y, chart.y_range);
  const auto on_paper = [&](const Point& point) {
    return Point{frame.x(x_axis.place(point.x)), frame.y(y_axis.place(point.y))};
  };
  Svg svg(chart.width, chart.height, chart.title, chart.description);
  draw_heading(svg, frame, chart.title, legend);
  draw_y_axis(svg, frame, y_axis, chart.y_label);
  draw_x_axis(svg, frame, x_axis, chart.x_label);
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    std::vector<Point> points;
    for (const Point& point : chart.series[i].points)
      if (std::isfinite(point.x) && std::isfinite(point.y)) points.push_back(on_paper(point));
    svg.polyline(points, series_class('s', i, "line"));
    if (!chart.series[i].markers) continue;
    for (const Point& point : points) svg.circle(point, 3.5, series_class('f', i));
  }
  for (const Mark& mark : chart.marks)
    svg.circle(on_paper(mark.at), 6, series_class('s', mark.series, "hollow"));
  return svg;
}

}  // namespace saa
