// The strip under an overlay that says in words what was found, and by what.
#pragma once

#include <opencv2/core.hpp>
#include <saa/result.h>

namespace saa {

/// A strip of this width, as high as its text needs. @param unit pixels that a thousandth of the
/// picture's long side has, so that the text grows with the picture; >= 1.
[[nodiscard]] cv::Mat draw_footer(const Result& result, int width, double unit);

}  // namespace saa
