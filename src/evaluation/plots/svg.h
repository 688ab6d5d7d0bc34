// Drawings as SVG text: only what the charts of the evaluation need.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saa {

/// Text as XML and HTML take it, in elements and in quoted attributes: markup characters escaped,
/// bytes that are not UTF-8 and control characters replaced.
[[nodiscard]] std::string escape_markup(std::string_view text);

struct Point {
  double x = 0;
  double y = 0;
};

enum class Anchor { start, middle, end };

/// Builds one drawing. Lengths are pixels at its natural size; it scales to the width it is given.
/// Looks come from the classes of svg_style().
class Svg {
 public:
  /// @param description says in words what is drawn, for those who cannot see it.
  Svg(double width, double height, std::string_view title, std::string_view description);

  void line(Point from, Point to, std::string_view css_class);
  void rectangle(Point top_left, double width, double height, std::string_view css_class);
  void circle(Point centre, double radius, std::string_view css_class);
  void polyline(std::span<const Point> points, std::string_view css_class);
  void text(Point at, std::string_view text, Anchor anchor, std::string_view css_class);
  /// Turned by a quarter, to be read from below.
  void upright_text(Point at, std::string_view text, std::string_view css_class);
  /// @param data_uri of a picture. @param alternative describes it in words.
  void image(Point top_left, double width, double height, std::string_view data_uri,
             std::string_view alternative);

  /// As part of an HTML page that has svg_style() once.
  [[nodiscard]] std::string element() const;
  /// As a file of its own.
  [[nodiscard]] std::string file() const;

 private:
  double width_;
  double height_;
  std::string head_;
  std::string body_;
};

/// Series are told apart by the classes s0 … s6 (strokes) and f0 … f6 (fills), which go round.
inline constexpr std::size_t kSeriesColours = 7;

/// Style sheet of all drawings, light and dark; without <style> around it.
[[nodiscard]] std::string_view svg_style();

/// Pixels that a text is about wide in the drawings' font: browsers differ by a few per cent.
[[nodiscard]] double estimated_width(std::string_view text);

}  // namespace saa
