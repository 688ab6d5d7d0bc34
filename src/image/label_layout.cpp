#include "image/label_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saa {
namespace {

cv::Rect grown(const cv::Rect& rect, int by) {
  return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

/// How far apart two rectangles are; 0 if they touch.
double distance(const cv::Rect& a, const cv::Rect& b) {
  const int dx = std::max({0, a.x - b.br().x, b.x - a.br().x});
  const int dy = std::max({0, a.y - b.br().y, b.y - a.br().y});
  return std::hypot(dx, dy);
}

/// The top left corners that look natural: above, below and beside the target, within the canvas.
std::vector<cv::Point> corners_beside(const LabelWish& wish, cv::Size canvas, int gap) {
  const auto& [target, size] = wish;
  const int above = target.y - gap - size.height;
  const int below = target.br().y + gap;
  const int left = target.x - gap - size.width;
  const int right = target.br().x + gap;
  const int middle_x = target.x + (target.width - size.width) / 2;
  const int middle_y = target.y + (target.height - size.height) / 2;
  const int end_x = target.br().x - size.width;
  std::vector<cv::Point> corners = {{middle_x, above}, {middle_x, below}, {target.x, above},
                                    {target.x, below}, {end_x, above},    {end_x, below},
                                    {right, middle_y}, {left, middle_y}};
  for (cv::Point& corner : corners) {
    corner.x = std::clamp(corner.x, 0, std::max(0, canvas.width - size.width));
    corner.y = std::clamp(corner.y, 0, std::max(0, canvas.height - size.height));
  }
  return corners;
}

/// Corners all over the canvas, for when there is no room beside the target.
std::vector<cv::Point> corners_anywhere(cv::Size size, cv::Size canvas) {
  const int step_x = std::max(1, size.width / 3);
  const int step_y = std::max(1, size.height / 2);
  std::vector<cv::Point> corners;
  for (int y = 0; y + size.height <= canvas.height; y += step_y)
    for (int x = 0; x + size.width <= canvas.width; x += step_x) corners.emplace_back(x, y);
  return corners;
}

/// How much of `what` the label hides, [0, 1].
double hidden_share(const cv::Rect& label, const cv::Rect& what) {
  return static_cast<double>((label & what).area()) / std::max(1, what.area());
}

/// How much of the smaller one is in both, [0, 1].
double overlap(const cv::Rect& a, const cv::Rect& b) {
  return static_cast<double>((a & b).area()) / std::max(1, std::min(a.area(), b.area()));
}

/// Lower is better, 0 best: far away is bad, hiding the label's own region worse (within a large
/// one it hides little), another's worst.
double cost(const cv::Rect& label, std::size_t own, const std::vector<LabelWish>& wishes,
            const std::vector<cv::Rect>& others, int gap) {
  double hidden = hidden_share(label, grown(wishes[own].target, gap - 1));
  for (std::size_t i = 0; i < wishes.size(); ++i)
    if (i != own) hidden += 2 * overlap(label, grown(wishes[i].target, gap - 1));
  for (const cv::Rect& other : others) hidden += 2 * overlap(label, other);
  return std::max(0.0, distance(label, wishes[own].target) - gap) + hidden * 20 * gap;
}

}  // namespace

std::vector<std::optional<cv::Rect>> place_labels(const std::vector<LabelWish>& wishes,
                                                  const std::vector<cv::Rect>& others,
                                                  cv::Size canvas, int gap) {
  std::vector<std::optional<cv::Rect>> places(wishes.size());
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    const auto consider = [&](const std::vector<cv::Point>& corners, double surcharge) {
      for (const cv::Point corner : corners) {
        const cv::Rect label(corner, wishes[i].size);
        if ((label & cv::Rect({}, canvas)) != label) continue;
        const bool taken = std::any_of(places.begin(), places.begin() + i, [&](const auto& other) {
          return other && !(grown(*other, gap) & label).empty();
        });
        const double price = surcharge + cost(label, i, wishes, others, gap);
        if (taken || price >= best) continue;
        best = price;
        places[i] = label;
      }
    };
    consider(corners_beside(wishes[i], canvas, gap), 0);
    consider(corners_anywhere(wishes[i].size, canvas), 2 * gap);
  }
  return places;
}

}  // namespace saa
