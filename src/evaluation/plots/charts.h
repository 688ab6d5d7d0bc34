// The two kinds of chart that the evaluation draws.
#pragma once

#include "evaluation/plots/svg.h"

#include <optional>
#include <string>
#include <vector>

namespace saa {

struct LineSeries {
  std::string name;
  std::vector<Point> points;  ///< joined in this order; those that are not finite are left out
  bool markers = false;       ///< a dot at each point, for few of them
};

/// A single point with words of its own, as a published figure.
struct Mark {
  std::string name;  ///< for the legend
  Point at;
  std::size_t series = 0;  ///< whose colour it has
};

struct LineChart {
  std::string title;
  std::string description;  ///< in words, for those who cannot see it
  std::string x_label;
  std::string y_label;
  std::vector<LineSeries> series;
  std::vector<Mark> marks{};
  std::optional<Point> x_range{};  ///< from x to y; unset: that of the points
  std::optional<Point> y_range{};
  double width = 640;
  double height = 400;
};

[[nodiscard]] Svg draw(const LineChart& chart);

/// One value of each series in each cluster; unset: nothing is drawn.
struct BarSeries {
  std::string name;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> references;  ///< drawn as pale bars with a tick on top
};

struct BarChart {
  std::string title;
  std::string description;
  std::string y_label;
  std::string reference_name;         ///< what the ticks are: "published"
  std::vector<std::string> clusters;  ///< names under them
  std::vector<BarSeries> series;      ///< as many values and references each as clusters
  double width = 900;
  double height = 420;
};

/// The axis begins at 0.
[[nodiscard]] Svg draw(const BarChart& chart);

}  // namespace saa
