#include "image/overlay_footer.h"

#include "image/ascii_text.h"
#include "image/drawn_text.h"
#include "image/heat_colours.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

namespace saa {
namespace {

const cv::Scalar kBackground(24, 27, 32);
const cv::Scalar kRule(52, 58, 66);
const cv::Scalar kBright(240, 243, 246);
const cv::Scalar kDim(165, 174, 184);
const cv::Scalar kAlarm(214, 48, 49);
const cv::Scalar kCalm(46, 125, 90);

/// A text and where it stands in the strip.
struct PlacedText {
  std::string text;
  cv::Point at;
  TextStyle style;
};

/// Puts words after each other and begins a new line where one is full.
class Flow {
 public:
  Flow(int left, int right, int top, double unit)
      : left_(left), right_(right), unit_(unit), at_(left, top) {}

  /// Keeps the words of one item together if a line can hold them.
  void add(const std::string& item, const TextStyle& style, int padding = 0) {
    const int width = text_width(item, style) + 2 * padding;
    if (at_.x > left_ && at_.x + width > right_) new_line(style);
    if (width <= right_ - left_) {
      texts_.push_back({item, {at_.x + padding, at_.y}, style});
      at_.x += width + px(18);
      return;
    }
    add_words(item, style);
  }

  void new_line(const TextStyle& style) {
    at_ = {left_, at_.y + static_cast<int>(std::lround(1.9 * style.height))};
  }

  [[nodiscard]] const std::vector<PlacedText>& texts() const { return texts_; }
  [[nodiscard]] cv::Point position() const { return at_; }

 private:
  [[nodiscard]] int px(double units) const { return static_cast<int>(std::lround(units * unit_)); }

  void add_words(const std::string& item, const TextStyle& style) {
    std::string line;
    for (std::size_t begin = 0; begin < item.size();) {
      const std::size_t end = std::min(item.find(' ', begin), item.size());
      const std::string word = item.substr(begin, end - begin);
      const std::string longer = line.empty() ? word : fmt::format("{} {}", line, word);
      if (!line.empty() && text_width(longer, style) > right_ - left_) {
        put(line, style);
        new_line(style);
        line = word;
      } else {
        line = longer;
      }
      begin = end + 1;
    }
    put(line, style);
  }

  void put(const std::string& text, const TextStyle& style) {
    const std::string fitting = shortened(text, style, right_ - left_);
    texts_.push_back({fitting, at_, style});
    at_.x += text_width(fitting, style) + px(18);
  }

  int left_;
  int right_;
  double unit_;
  cv::Point at_;
  std::vector<PlacedText> texts_;
};

/// Kept regions that reach the threshold, or do not.
std::int64_t count_kept(const Result& result, bool reaching) {
  return std::ranges::count_if(result.regions, [&](const Region& region) {
    return region.fate.kept() && (region.scores.rescored >= result.threshold) == reaching;
  });
}

std::string engine_text(const Result& result) {
  std::string text = "engine: " + result.engine;
  if (!result.engine_notice.empty()) text += " (" + result.engine_notice + ")";
  return to_ascii(text);
}

/// The colours of the map from 0 to full scale.
void draw_legend(cv::Mat& strip, const cv::Rect& bar) {
  for (int x = 0; x < bar.width; ++x) {
    const float value =
        kHeatFullScale * (static_cast<float>(x) + 0.5F) / static_cast<float>(bar.width);
    const cv::Vec3b colour = heat_colour(value).rgb;
    strip(cv::Rect(bar.x + x, bar.y, 1, bar.height))
        .setTo(cv::Scalar(colour[0], colour[1], colour[2]));
  }
}

}  // namespace

cv::Mat draw_footer(const Result& result, int width, double unit) {
  const auto px = [&](double units) { return static_cast<int>(std::lround(units * unit)); };
  const TextStyle verdict{px(14), kBright, true};
  const TextStyle numbers{px(14), kBright};
  const TextStyle notes{px(11), kDim};
  const int margin = px(16);

  Flow flow(margin, width - margin, px(20), unit);
  flow.add(result.pred_label ? "ANOMALOUS" : "nothing found", verdict, px(9));
  flow.add(fmt::format("score {:.2f}", result.pred_score), numbers);
  flow.add(fmt::format("threshold {:.2f}", result.threshold), numbers);
  const auto found = count_kept(result, /*reaching=*/true);
  flow.add(fmt::format("{} region{}", found, found == 1 ? "" : "s"), numbers);
  if (const auto weak = count_kept(result, /*reaching=*/false); weak > 0)
    flow.add(fmt::format("{} below the threshold", weak), numbers);
  const cv::Point after_first = flow.position();
  flow.new_line({px(17), kDim});
  flow.add(engine_text(result), notes);
  flow.add(to_ascii("profile: " + result.profile), notes);
  if (!result.preset.empty()) flow.add(to_ascii("preset: " + result.preset), notes);
  if (!result.method_variant.empty())
    flow.add(to_ascii("variant: " + result.method_variant), notes);
  flow.new_line(notes);

  cv::Mat strip(flow.position().y + px(6), width, CV_8UC3, kBackground);
  strip.rowRange(0, std::max(1, px(1))).setTo(kRule);
  const PlacedText& badge = flow.texts().front();
  const cv::Rect plate(badge.at.x - px(9), badge.at.y - px(7),
                       text_width(badge.text, verdict) + px(18), verdict.height + px(14));
  cv::rectangle(strip, plate, result.pred_label ? kAlarm : kCalm, cv::FILLED);
  for (const PlacedText& placed : flow.texts())
    draw_text(strip, placed.text, placed.at, placed.style);

  // The legend stands at the right end of the first line, if there is room.
  const int legend_width = px(90);
  const cv::Rect bar(width - margin - text_width("1.0", notes) - px(6) - legend_width, px(21),
                     legend_width, px(11));
  const int legend_left = bar.x - px(6) - text_width("0", notes);
  if (after_first.y == px(20) && legend_left > after_first.x) {
    draw_legend(strip, bar);
    draw_text(strip, "0", {legend_left, bar.y}, notes);
    draw_text(strip, fmt::format("{:.1f}", kHeatFullScale), {bar.br().x + px(6), bar.y}, notes);
  }
  return strip;
}

}  // namespace saa
