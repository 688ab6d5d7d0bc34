#include "evaluation/plots/frame.h"

#include <fmt/format.h>

namespace saa {
namespace {

constexpr double kLeft = 64;
constexpr double kRight = 20;
constexpr double kTitleBase = 24;
constexpr double kLegendTop = 34;
constexpr double kLegendLine = 20;
constexpr double kBelow = 52;
constexpr double kSign = 22;  ///< width of a legend's sign with the space behind it
constexpr double kBetweenEntries = 18;

/// Where each entry begins, from the frame's left and the legend's top.
std::vector<Point> legend_places(double width, const std::vector<LegendEntry>& legend) {
  std::vector<Point> places;
  Point next;
  for (const LegendEntry& entry : legend) {
    const double needed = kSign + estimated_width(entry.name);
    if (next.x > 0 && next.x + needed > width) next = {0, next.y + kLegendLine};
    places.push_back(next);
    next.x += needed + kBetweenEntries;
  }
  return places;
}

void draw_sign(Svg& svg, Point at, const LegendEntry& entry) {
  switch (entry.sign) {
    case LegendSign::line:
      svg.line(at, {at.x + 16, at.y}, series_class('s', entry.series, "line"));
      break;
    case LegendSign::box:
      svg.rectangle({at.x + 2, at.y - 6}, 12, 12, series_class('f', entry.series));
      break;
    case LegendSign::tick:
      svg.line({at.x + 1, at.y}, {at.x + 15, at.y}, "published");
      break;
    case LegendSign::ring:
      svg.circle({at.x + 8, at.y}, 5, series_class('s', entry.series, "hollow"));
      break;
  }
}

}  // namespace

std::string series_class(char kind, std::size_t series, const char* more) {
  std::string name = fmt::format("{}{}", kind, series % kSeriesColours);
  // More series than colours: the second round is dashed.
  if (kind == 's' && series >= kSeriesColours) name += " dashed";
  return *more == '\0' ? name : name + ' ' + more;
}

Frame make_frame(double width, double height, const std::vector<LegendEntry>& legend) {
  Frame frame{.left = kLeft, .top = kLegendTop, .right = width - kRight, .bottom = height - kBelow};
  const std::vector<Point> places = legend_places(frame.right - frame.left, legend);
  if (!places.empty()) frame.top += places.back().y + kLegendLine;
  frame.top += 10;
  return frame;
}

void draw_heading(Svg& svg, const Frame& frame, const std::string& title,
                  const std::vector<LegendEntry>& legend) {
  svg.text({frame.left, kTitleBase}, title, Anchor::start, "heading");
  const std::vector<Point> places = legend_places(frame.right - frame.left, legend);
  for (std::size_t i = 0; i < legend.size(); ++i) {
    const Point at = {frame.left + places[i].x, kLegendTop + places[i].y + kLegendLine / 2};
    draw_sign(svg, at, legend[i]);
    svg.text({at.x + kSign, at.y + 4}, legend[i].name, Anchor::start, "legend");
  }
}

void draw_y_axis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& label) {
  for (const Tick& tick : axis.ticks) {
    const double y = frame.y(axis.place(tick.value));
    svg.line({frame.left, y}, {frame.right, y}, "grid");
    svg.text({frame.left - 8, y + 4}, tick.label, Anchor::end, "tick");
  }
  svg.line({frame.left, frame.top}, {frame.left, frame.bottom}, "axis");
  svg.upright_text({16, (frame.top + frame.bottom) / 2}, label, "label");
}

void draw_x_axis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& label) {
  for (const Tick& tick : axis.ticks) {
    const double x = frame.x(axis.place(tick.value));
    svg.line({x, frame.bottom}, {x, frame.bottom + 5}, "axis");
    svg.text({x, frame.bottom + 19}, tick.label, Anchor::middle, "tick");
  }
  svg.line({frame.left, frame.bottom}, {frame.right, frame.bottom}, "axis");
  svg.text({(frame.left + frame.right) / 2, frame.bottom + 40}, label, Anchor::middle, "label");
}

}  // namespace saa
