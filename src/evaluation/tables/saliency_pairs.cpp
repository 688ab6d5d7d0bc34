#include "evaluation/tables/saliency_pairs.h"

#include "evaluation/plots/svg.h"
#include "evaluation/report/thumbnails.h"
#include "evaluation/run/run_folder.h"
#include "evaluation/run/score_file.h"
#include "image/resize.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace saa {
namespace {

constexpr double kCell = 180;
constexpr double kGap = 10;
constexpr double kHeading = 56;
constexpr double kCaption = 22;
constexpr int kJpegQuality = 82;

/// Scores of the variant that SAA+ was run in, whatever its preset.
std::filesystem::path scores_of(const Evaluation& evaluation, const Category& category,
                                const Sample& sample, const std::string& variant) {
  return RunFolder(evaluation.folder).scores(row_name("saa+", variant), category.name, sample.name);
}

std::vector<SaliencyPair> pairs_of(const Dataset& dataset, const Category& category,
                                   const Evaluation& evaluation) {
  std::vector<SaliencyPair> pairs;
  for (const Sample& sample : category.samples) {
    if (sample.mask.empty()) continue;
    for (const std::string preset : {"", "reference"}) {
      const SaliencyPair pair{
          .name = fmt::format("{} {} {}", dataset_name(dataset.kind), category.name, sample.name),
          .image = sample.image,
          .with = scores_of(evaluation, category, sample, preset),
          .without = scores_of(evaluation, category, sample,
                               preset + (preset.empty() ? "" : ",") + "without-saliency")};
      if (!std::filesystem::exists(pair.with) || !std::filesystem::exists(pair.without)) continue;
      pairs.push_back(pair);
      break;
    }
  }
  return pairs;
}

float highest(const FloatMap& map) { return std::ranges::max(map.values); }

void draw_pair(Svg& svg, const SaliencyPair& pair, double top) {
  const ScoredImage with = read_scores(pair.with);
  const ScoredImage without = read_scores(pair.without);
  const Image picture = thumbnail(read_image(pair.image), kThumbnailSide);
  const ScoreScale scale{.low = 0, .high = std::max(highest(with.scores), highest(without.scores))};
  const Mask truth = opencv_resize_nearest(with.truth, picture.width, picture.height);
  const std::array<std::string, 4> uris = {
      jpeg_uri(picture, kJpegQuality), png_uri(truth),
      jpeg_uri(heat_picture(picture, without.scores, scale), kJpegQuality),
      jpeg_uri(heat_picture(picture, with.scores, scale), kJpegQuality)};
  constexpr std::array kWords = {"image", "truth", "map without saliency", "map with saliency"};
  for (std::size_t i = 0; i < uris.size(); ++i)
    svg.image({kGap + static_cast<double>(i) * (kCell + kGap), top}, kCell, kCell, uris[i],
              fmt::format("{}: {}", pair.name, kWords[i]));
  svg.text({kGap, top + kCell + 15}, pair.name, Anchor::start, "tick");
}

}  // namespace

std::vector<SaliencyPair> choose_pairs(const Dataset& dataset, const Evaluation& evaluation,
                                       std::size_t most) {
  std::vector<SaliencyPair> chosen;
  for (const Category& category : dataset.categories) {
    const std::vector<SaliencyPair> all = pairs_of(dataset, category, evaluation);
    const std::size_t count = std::min(most, all.size());
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(all[i * all.size() / count]);
  }
  return chosen;
}

std::string pairs_svg(const std::vector<SaliencyPair>& pairs) {
  const double row = kCell + kCaption + kGap;
  Svg svg(4 * kCell + 5 * kGap, kHeading + static_cast<double>(pairs.size()) * row + kGap,
          "Figure 4: anomaly maps without and with saliency",
          "Each row is an image, its truth, and its two maps on one scale of colours.");
  svg.text({kGap, 24}, "Figure 4: anomaly maps without and with saliency", Anchor::start,
           "heading");
  constexpr std::array kHeads = {"image", "truth", "without saliency", "with saliency"};
  for (std::size_t i = 0; i < kHeads.size(); ++i)
    svg.text({kGap + kCell / 2 + static_cast<double>(i) * (kCell + kGap), kHeading - 8}, kHeads[i],
             Anchor::middle, "label");
  for (std::size_t i = 0; i < pairs.size(); ++i)
    draw_pair(svg, pairs[i], kHeading + static_cast<double>(i) * row);
  return svg.file();
}

}  // namespace saa
