#include "image/drawn_text.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace saa {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr int kOversampling = 4;

/// The same text, `kOversampling` times as large.
struct Strokes {
  double scale;
  int thickness;
};

Strokes strokes_of(const TextStyle& style) {
  const double weight = style.bold ? 0.165 : 0.13;  // of the height; how print fonts look
  const int height = style.height * kOversampling;
  const int thickness = std::max(1, static_cast<int>(std::lround(weight * height)));
  return {cv::getFontScaleFromHeight(kFont, height, thickness), thickness};
}

cv::Size oversampled_size(const std::string& ascii, const Strokes& strokes, int& baseline) {
  return cv::getTextSize(ascii, kFont, strokes.scale, strokes.thickness, &baseline);
}

int rounded_up(int value) { return (value + kOversampling - 1) / kOversampling; }

}  // namespace

int text_width(const std::string& ascii, const TextStyle& style) {
  int baseline = 0;
  return rounded_up(oversampled_size(ascii, strokes_of(style), baseline).width);
}

std::string shortened(const std::string& ascii, const TextStyle& style, int width) {
  if (text_width(ascii, style) <= width) return ascii;
  std::string text = ascii;
  while (!text.empty() && text_width(text + "...", style) > width) text.pop_back();
  while (text.ends_with(' ')) text.pop_back();
  return text.empty() ? "" : text + "...";
}

void draw_text(cv::Mat& canvas, const std::string& ascii, cv::Point top_left,
               const TextStyle& style) {
  const Strokes strokes = strokes_of(style);
  int baseline = 0;
  const cv::Size size = oversampled_size(ascii, strokes, baseline);
  // A margin for strokes that reach over their letter's box.
  const int margin = rounded_up(strokes.thickness) + 1;
  const cv::Rect place(top_left.x - margin, top_left.y - margin,
                       rounded_up(size.width) + 2 * margin,
                       style.height + rounded_up(baseline + strokes.thickness) + 2 * margin);
  const cv::Rect seen = place & cv::Rect({}, canvas.size());
  if (seen.empty()) return;

  cv::Mat large(place.size() * kOversampling, CV_8UC1, cv::Scalar(0));
  cv::putText(large, ascii, cv::Point(margin, margin + style.height) * kOversampling, kFont,
              strokes.scale, 255, strokes.thickness, cv::LINE_AA);
  cv::Mat coverage;
  cv::resize(large, coverage, place.size(), 0, 0, cv::INTER_AREA);

  for (int y = seen.y; y < seen.y + seen.height; ++y) {
    for (int x = seen.x; x < seen.x + seen.width; ++x) {
      const double share = coverage.at<std::uint8_t>(y - place.y, x - place.x) / 255.0;
      auto& pixel = canvas.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = cv::saturate_cast<std::uint8_t>(pixel[c] + share * (style.colour[c] - pixel[c]));
    }
  }
}

}  // namespace saa
