// What every chart has around its data: title, axes, grid, legend.
#pragma once

#include "evaluation/plots/axis.h"
#include "evaluation/plots/svg.h"

#include <string>
#include <vector>

namespace saa {

/// How an entry of a legend looks like what it stands for.
enum class LegendSign { line, box, tick, ring };

struct LegendEntry {
  std::string name;
  LegendSign sign;
  std::size_t series = 0;
};

/// The rectangle in which data are drawn, below title and legend.
struct Frame {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] double x(double place) const { return left + place * (right - left); }
  [[nodiscard]] double y(double place) const { return bottom - place * (bottom - top); }
};

/// "s3 line" for the fourth series.
[[nodiscard]] std::string series_class(char kind, std::size_t series, const char* more = "");

/// Where data belong in a chart of this size whose legend has these entries.
[[nodiscard]] Frame make_frame(double width, double height, const std::vector<LegendEntry>& legend);

/// Title above, then the legend's entries, in as many lines as they need.
void draw_heading(Svg& svg, const Frame& frame, const std::string& title,
                  const std::vector<LegendEntry>& legend);

void draw_y_axis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& label);
void draw_x_axis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& label);

}  // namespace saa
