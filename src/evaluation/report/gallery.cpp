#include "evaluation/plots/svg.h"
#include "evaluation/report/gallery_order.h"
#include "evaluation/report/sections.h"
#include "evaluation/report/thumbnails.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace saa {
namespace {

std::string picture(const Thumbnails& size, const std::string& uri, const std::string& alternative,
                    const char* caption) {
  return fmt::format(
      "<div><img src=\"{}\" width=\"{}\" height=\"{}\" alt=\"{}\" decoding=\"async\">"
      "<span>{}</span></div>\n",
      uri, size.width, size.height, escape_markup(alternative), caption);
}

/// What the threshold gets wrong, in words.
std::string verdict(const PixelErrors& errors) {
  std::string text;
  if (errors.false_alarm > 0)
    text = fmt::format("false alarm on {:.2f} % of the picture", 100 * errors.false_share());
  if (errors.missed > 0) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{:.0f} % of the defect missed", 100 * errors.missed_share());
  }
  return text.empty() ? "nothing wrong" : text;
}

std::string figure(const ReportedImage& image, const ScoredImage& scored, const PixelErrors& errors,
                   const ScoreScale& scale) {
  const Thumbnails small = draw_thumbnails(image.picture, scored, image.regions, scale);
  const std::string truth = errors.defect == 0
                                ? "no defect"
                                : fmt::format("defect on {:.2f} % of the picture",
                                              100 * static_cast<double>(errors.defect) /
                                                  static_cast<double>(errors.pixels));
  std::string html = "<figure><div class=\"panels\">\n";
  html += picture(small, small.picture, image.name, "image");
  html += picture(small, small.truth, "Truth of " + image.name + ": " + truth, "truth");
  html += picture(
      small, small.map,
      fmt::format("Anomaly map of {}: highest score {:.3g}", image.name, errors.highest_score),
      "map");
  html += picture(small, small.regions, "Regions found in " + image.name + ": " + verdict(errors),
                  "found, truth");
  return html +
         fmt::format("</div><figcaption><b>{}</b> {}<br>score {:.3g}; {}</figcaption></figure>\n",
                     escape_markup(image.name), escape_markup(image.kind), errors.highest_score,
                     verdict(errors));
}

const char* heading(WhyShown why) {
  switch (why) {
    case WhyShown::false_alarm:
      return "Largest false alarms";
    case WhyShown::miss:
      return "Largest misses";
    case WhyShown::sample:
      return "Others, at even steps";
  }
  return "";
}

ScoreScale scale_of(const std::vector<PixelErrors>& errors, double threshold) {
  ScoreScale scale{.low = 0, .high = 0, .threshold = threshold};
  for (const PixelErrors& image : errors) scale.high = std::max(scale.high, image.highest_score);
  return scale;
}

}  // namespace

std::string gallery(const ReportedCategory& category, std::size_t most, std::size_t byte_limit) {
  // Without any defect no threshold is the best: nothing is called anomalous.
  const auto& best = category.result.metrics.pixel_f1_max;
  const double threshold = best ? best->threshold : std::numeric_limits<double>::infinity();
  const std::vector<PixelErrors> errors = pixel_errors(*category.scores, threshold);
  const std::vector<GalleryEntry> entries = choose_gallery(errors, most);
  const ScoreScale scale = scale_of(errors, threshold);
  std::string html;
  std::size_t shown = 0;
  for (const GalleryEntry& entry : entries) {
    std::string next = figure(category.image(entry.index), category.scores->at(entry.index),
                              errors[entry.index], scale);
    if (html.size() + next.size() > byte_limit) break;
    const bool is_first = shown == 0 || entries[shown - 1].why != entry.why;
    if (is_first && shown > 0) html += "</div>\n";
    if (is_first) html += fmt::format("<h3>{}</h3>\n<div class=\"gallery\">\n", heading(entry.why));
    html += next;
    ++shown;
  }
  if (shown > 0) html += "</div>\n";
  return html +
         fmt::format("<p class=\"small\">{} of {} images are shown.</p>\n", shown, errors.size());
}

}  // namespace saa
