#include "image/overlay.h"

#include "image/ascii_text.h"
#include "image/drawn_text.h"
#include "image/heat_colours.h"
#include "image/label_layout.h"
#include "image/mask_geometry.h"
#include "image/opencv_view.h"
#include "image/overlay_footer.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <opencv2/imgproc.hpp>
#include <saa/error.h>

namespace saa {
namespace {

const cv::Scalar kDark(16, 20, 24);
const cv::Scalar kAccent(0, 229, 255);  // far from the warm colours of the map
const cv::Scalar kFaint(225, 228, 232);
const cv::Scalar kWhite(255, 255, 255);

constexpr int kReadableSide = 900;  ///< smaller pictures are enlarged towards this long side
constexpr int kLargestZoom = 4;
constexpr int kSmallestWidth = 560;  ///< of the canvas, so that the strip's text has room
constexpr std::size_t kMostLabels = 24;
constexpr float kWeakShare = 0.35F;  ///< of the opacity, for map values below the threshold

/// How the picture is laid out.
struct Layout {
  int zoom = 1;     ///< canvas pixels a side of an image pixel
  double unit = 1;  ///< canvas pixels of a design pixel on a canvas of about 1000 pixels
};

Layout layout_of(const Image& image) {
  const int side = std::max(image.width, image.height);
  Layout layout;
  layout.zoom = std::clamp((kReadableSide + side - 1) / side, 1, kLargestZoom);
  layout.unit = std::max(1.0, layout.zoom * side / 1000.0);
  return layout;
}

/// Drawing on the picture's part of the canvas.
class Painter {
 public:
  Painter(const Image& image, const Layout& layout) : layout_(layout) {
    cv::resize(view(image), canvas_, {}, layout.zoom, layout.zoom, cv::INTER_CUBIC);
  }

  /// Values that do not reach the threshold leave a trace only.
  void blend_heat(const FloatMap& map, double threshold) {
    cv::Mat values = view(map);
    if (layout_.zoom > 1) cv::resize(values, values, canvas_.size(), 0, 0, cv::INTER_LINEAR);
    for (int y = 0; y < canvas_.rows; ++y) {
      auto* row = canvas_.ptr<cv::Vec3b>(y);
      const float* value = values.ptr<float>(y);
      for (int x = 0; x < canvas_.cols; ++x) {
        if (!(value[x] > 0)) continue;
        const HeatColour colour = heat_colour(value[x]);
        const float opacity = colour.opacity * (value[x] >= threshold ? 1.0F : kWeakShare);
        for (int c = 0; c < 3; ++c) {
          row[x][c] =
              cv::saturate_cast<std::uint8_t>(static_cast<float>(row[x][c]) * (1 - opacity) +
                                              static_cast<float>(colour.rgb[c]) * opacity);
        }
      }
    }
  }

  /// Just outside the region, so that small ones are not hidden: a light line within a dark one.
  void outline(const RegionMask& region, bool strong) {
    const int light = px(strong ? 2 : 1);
    const int dark = light + 2 * px(1.2);
    const auto contours = contours_around(region, dark / 2 + px(1));
    cv::polylines(canvas_, contours, /*isClosed=*/true, kDark, dark, cv::LINE_AA);
    cv::polylines(canvas_, contours, /*isClosed=*/true, strong ? kAccent : kFaint, light,
                  cv::LINE_AA);
  }

  /// Labels of `strong`, the most important first, on none of `weak` if it can be.
  void label(const std::vector<const Region*>& strong, const std::vector<const Region*>& weak) {
    const int padding = px(6);
    const TextStyle style{px(13), kWhite};
    const int widest = std::min(canvas_.cols - 2 * padding, std::max(px(320), canvas_.cols / 2));
    std::vector<std::string> texts;
    std::vector<LabelWish> wishes;
    wishes.reserve(strong.size());
    for (const Region* region : strong) {
      const std::string text = label_text(*region, style, widest);
      if (text.empty()) continue;
      texts.push_back(text);
      wishes.push_back({outlined_area(*region),
                        {text_width(text, style) + 2 * padding, style.height + 2 * padding}});
    }
    std::vector<cv::Rect> others;
    others.reserve(weak.size());
    for (const Region* region : weak) others.push_back(outlined_area(*region));
    const int gap = px(5);
    const auto places = place_labels(wishes, others, canvas_.size(), gap);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (!places[i]) continue;
      draw_leader(*places[i], wishes[i].target, 3 * gap);
      plate(*places[i]);
      draw_text(canvas_, texts[i], places[i]->tl() + cv::Point(padding, padding), style);
    }
  }

  [[nodiscard]] const cv::Mat& canvas() const { return canvas_; }

 private:
  [[nodiscard]] int px(double units) const {
    return std::max(1, static_cast<int>(std::lround(units * layout_.unit)));
  }

  [[nodiscard]] std::vector<std::vector<cv::Point>> contours_around(const RegionMask& region,
                                                                    int reach) const {
    cv::Mat window;
    cv::copyMakeBorder(view(region.window) * 255, window, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
    cv::resize(window, window, {}, layout_.zoom, layout_.zoom, cv::INTER_LINEAR);  // no stairs
    window = window > 127;
    cv::copyMakeBorder(window, window, reach, reach, reach, reach, cv::BORDER_CONSTANT, 0);
    const cv::Size ball(2 * reach + 1, 2 * reach + 1);
    cv::dilate(window, window, cv::getStructuringElement(cv::MORPH_ELLIPSE, ball));
    std::vector<std::vector<cv::Point>> contours;
    const cv::Point at((region.x - 1) * layout_.zoom - reach,
                       (region.y - 1) * layout_.zoom - reach);
    cv::findContours(window, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_NONE, at);
    for (auto& contour : contours) {  // at the picture's edge the line runs along it
      for (cv::Point& point : contour) {
        point.x = std::clamp(point.x, 0, canvas_.cols - 1);
        point.y = std::clamp(point.y, 0, canvas_.rows - 1);
      }
    }
    return contours;
  }

  /// The bounding box of the region and its outline.
  [[nodiscard]] cv::Rect outlined_area(const Region& region) const {
    const Box box = bounding_box(region.mask);
    const int reach = px(4);
    const auto edge = [&](float at) { return static_cast<int>(at) * layout_.zoom; };
    return {cv::Point(edge(box.x0) - reach, edge(box.y0) - reach),
            cv::Point(edge(box.x1) + reach, edge(box.y1) + reach)};
  }

  /// "rank  phrase  score", without what there is no room for: the phrase's end, the phrase, the
  /// score, everything.
  [[nodiscard]] static std::string label_text(const Region& region, const TextStyle& style,
                                              int widest) {
    const std::string rank = region.rank ? fmt::format("{}  ", *region.rank) : "";
    const std::string score = fmt::format("{:.2f}", region.scores.rescored);
    const int room = widest - text_width(fmt::format("{}  {}", rank, score), style);
    const std::string phrase = to_ascii(region.phrase);
    const std::string shown = shortened(phrase, style, room);
    constexpr std::size_t kTelling = 6;  // "cra..." still says something, "c..." does not
    if (!shown.empty() && (shown == phrase || shown.size() >= kTelling))
      return fmt::format("{}{}  {}", rank, shown, score);
    for (const std::string& text : {rank + score, rank.substr(0, rank.find(' '))})
      if (text_width(text, style) <= widest) return text;
    return "";
  }

  /// A line from a label to a target that it does not stand beside.
  void draw_leader(const cv::Rect& label, const cv::Rect& target, double beside) {
    const cv::Point middle = (target.tl() + target.br()) / 2;
    const cv::Point from(std::clamp(middle.x, label.x, label.br().x - 1),
                         std::clamp(middle.y, label.y, label.br().y - 1));
    const cv::Point to(std::clamp(from.x, target.x, target.br().x - 1),
                       std::clamp(from.y, target.y, target.br().y - 1));
    if (std::hypot(from.x - to.x, from.y - to.y) <= beside) return;
    cv::line(canvas_, from, to, kDark, px(3), cv::LINE_AA);
    cv::line(canvas_, from, to, kAccent, px(1), cv::LINE_AA);
  }

  void plate(const cv::Rect& place) {
    cv::Mat part = canvas_(place);
    cv::addWeighted(part, 0.15, cv::Mat(part.size(), part.type(), kDark), 0.85, 0, part);
    part.colRange(0, px(2)).setTo(kAccent);
  }

  Layout layout_;
  cv::Mat canvas_;
};

/// The picture in the middle of a canvas that is wide enough for the strip, and the strip under it.
Image with_footer(const cv::Mat& picture, const cv::Mat& footer) {
  Image overlay = make_image(footer.cols, picture.rows + footer.rows);
  cv::Mat canvas = view(overlay);
  canvas.setTo(kDark);
  picture.copyTo(canvas(cv::Rect((footer.cols - picture.cols) / 2, 0, picture.cols, picture.rows)));
  footer.copyTo(canvas.rowRange(picture.rows, canvas.rows));
  return overlay;
}

}  // namespace

Image draw_overlay(const Image& image, const Result& result) {
  if (image.empty()) throw InputError("cannot draw an overlay on a picture without pixels");
  if (image.width != result.width || image.height != result.height ||
      image.width != result.anomaly_map.width || image.height != result.anomaly_map.height) {
    throw InputError(fmt::format("the result is of an image of {}x{} pixels, not of {}x{}",
                                 result.width, result.height, image.width, image.height));
  }
  std::vector<const Region*> strong;
  std::vector<const Region*> weak;
  for (const Region& region : result.regions) {
    if (!region.fate.kept() || area(region.mask) == 0) continue;
    (region.scores.rescored >= result.threshold ? strong : weak).push_back(&region);
  }

  const Layout layout = layout_of(image);
  Painter painter(image, layout);
  painter.blend_heat(result.anomaly_map, result.threshold);
  for (const Region* region : weak) painter.outline(region->mask, /*strong=*/false);
  for (auto region = strong.rbegin(); region != strong.rend(); ++region)  // the best on top
    painter.outline((*region)->mask, /*strong=*/true);
  if (strong.size() > kMostLabels) strong.resize(kMostLabels);
  painter.label(strong, weak);

  const int width = std::max(kSmallestWidth, painter.canvas().cols);
  return with_footer(painter.canvas(), draw_footer(result, width, layout.unit));
}

}  // namespace saa
