// Text on a picture: OpenCV's stroke font, drawn large and averaged down so that its edges are
// smooth at every size.
#pragma once

#include <opencv2/core.hpp>
#include <string>

namespace saa {

struct TextStyle {
  int height = 14;    ///< of a capital letter, in pixels, >= 5
  cv::Scalar colour;  ///< in the canvas's channel order
  bool bold = false;
};

/// Pixels from the first letter's left to the last one's right.
[[nodiscard]] int text_width(const std::string& ascii, const TextStyle& style);

/// `text`, or as much of it as is no wider than `width` with "..." in place of the rest.
[[nodiscard]] std::string shortened(const std::string& ascii, const TextStyle& style, int width);

/// Draws with the top of the capitals at `top_left`; what would be outside is left away.
void draw_text(cv::Mat& canvas, const std::string& ascii, cv::Point top_left,
               const TextStyle& style);

}  // namespace saa
