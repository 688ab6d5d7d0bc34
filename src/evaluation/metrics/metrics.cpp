#include "evaluation/metrics/metrics.h"

#include "evaluation/metrics/pixel_ranking.h"
#include "evaluation/metrics/reference_aupro.h"
#include "evaluation/metrics/region_f1.h"
#include "evaluation/metrics/workers.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <saa/error.h>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

void check(const ScoredImage& image, std::size_t index) {
  const auto refuse = [index](const std::string& what) {
    throw InputError("Image " + std::to_string(index) + " of the evaluation: " + what);
  };
  const FloatMap& scores = image.scores;
  const Mask& truth = image.truth;
  const auto size = [](int width, int height) {
    return std::to_string(width) + " x " + std::to_string(height);
  };
  if (scores.width != truth.width || scores.height != truth.height) {
    refuse("expected scores and truth of one size, found " + size(scores.width, scores.height) +
           " and " + size(truth.width, truth.height));
  }
  if (scores.empty()) refuse("it has no pixels");
  const auto wrong =
      std::ranges::find_if(scores.values, [](float score) { return !std::isfinite(score); });
  if (wrong != scores.values.end()) {
    const auto at = wrong - scores.values.begin();
    refuse("expected finite scores, found " + std::to_string(*wrong) + " at column " +
           std::to_string(at % scores.width) + ", row " + std::to_string(at / scores.width));
  }
}

struct ImageScore {
  float score = 0;
  bool anomalous = false;
  std::optional<float> neighbours{};
};

/// What one look at every image tells: what the second look needs to know before.
struct Survey {
  BucketSurvey buckets;
  std::uint64_t regions = 0;
  float lowest = std::numeric_limits<float>::infinity();
  float highest = -std::numeric_limits<float>::infinity();
  ImageKeys keys;  ///< working memory

  ImageScore add(const ScoredImage& image) {
    const std::vector<Component> truth = truth_regions(image.truth);
    keys.read(image, truth);
    buckets.add(keys);
    regions += truth.size();
    const auto [low, high] = std::ranges::minmax_element(image.scores.values);
    lowest = std::min(lowest, *low);
    highest = std::max(highest, *high);
    return {*high, image.anomalous.value_or(!truth.empty()), image.neighbour_score};
  }

  void join(const Survey& other) {
    buckets.join(other.buckets);
    regions += other.regions;
    lowest = std::min(lowest, other.lowest);
    highest = std::max(highest, other.highest);
  }
};

/// The second look: pixels into the store, and everything that needs thresholds.
struct Collection {
  BucketStore::Writer writer;
  ReferenceAupro aupro;
  RegionF1 regions;
  ImageKeys keys;                   ///< working memory
  std::vector<std::uint8_t> steps;  ///< working memory

  void add(const ScoredImage& image, const ThresholdSteps& thresholds,
           const MetricOptions& options) {
    const std::vector<Component> truth = truth_regions(image.truth);
    keys.read(image, truth);
    writer.add(keys);
    if (!options.aupro && !options.regions) return;
    thresholds.of(image.scores, steps);
    if (options.aupro) aupro.add(steps, image.truth, truth);
    if (options.regions) regions.add(steps, image.truth, truth);
  }

  void join(const Collection& other) {
    aupro.join(other.aupro);
    regions.join(other.regions);
  }
};

/// Joins the workers' sums; there is at least one.
template <typename Sums>
Sums joined(std::vector<Sums> parts) {
  for (std::size_t i = 1; i < parts.size(); ++i) parts.front().join(parts[i]);
  return std::move(parts.front());
}

CurveSums walk_images(std::vector<ImageScore> images) {
  std::ranges::sort(images, std::ranges::greater{}, &ImageScore::score);
  RankingTotals totals;
  for (const ImageScore& image : images) {
    ++(image.anomalous ? totals.positives : totals.negatives);
  }
  CurveSums sums(totals);
  for (std::size_t i = 0; i < images.size();) {
    ScoreGroup group{images[i].score};
    for (; i < images.size() && images[i].score == group.score; ++i) {
      ++(images[i].anomalous ? group.positives : group.negatives);
    }
    sums.add(group);
  }
  return sums;
}

/// With the neighbours' scores in place of the maps' maxima; nothing if an image has none.
std::vector<ImageScore> by_neighbours(std::vector<ImageScore> images) {
  for (ImageScore& image : images) {
    if (!image.neighbours) return {};
    image.score = *image.neighbours;
  }
  return images;
}

RankingTotals pixel_totals(const Survey& survey, std::size_t curve_points) {
  RankingTotals totals{0, 0, survey.regions, curve_points};
  for (const BucketCounts& bucket : survey.buckets.buckets()) {
    totals.positives += bucket.positives;
    totals.negatives += bucket.negatives;
  }
  return totals;
}

}  // namespace

Evaluated evaluate_scores(const ScoredImages& images, const MetricOptions& options) {
  if (images.count() == 0) throw InputError("There is no image to evaluate.");
  std::vector<ImageScore> image_scores(images.count());
  const Survey survey = joined(share_out(
      images.count(), options.threads, [] { return Survey(); },
      [&](Survey& part, std::size_t index) {
        const ScoredImage image = images.at(index);
        check(image, index);
        image_scores[index] = part.add(image);
      }));

  BucketStore store(survey.buckets.buckets());
  const ThresholdSteps thresholds(survey.lowest, survey.highest);
  const Collection collected = joined(share_out(
      images.count(), options.threads,
      [&] {
        return Collection{BucketStore::Writer(store), {}, {}, {}, {}};
      },
      [&](Collection& part, std::size_t index) {
        const ScoredImage image = images.at(index);
        check(image, index);
        part.add(image, thresholds, options);
      }));
  store.expect_full();

  const CurveSums pixels = walk_pixels(survey.buckets.buckets(), store,
                                       pixel_totals(survey, options.curve_points), options.threads);
  const CurveSums ranking = walk_images(image_scores);

  Metrics metrics;
  metrics.images = images.count();
  metrics.anomalous_images =
      static_cast<std::size_t>(std::ranges::count(image_scores, true, &ImageScore::anomalous));
  metrics.image_auroc = ranking.auroc();
  metrics.image_ap = ranking.average_precision();
  metrics.image_f1_max = ranking.f1_max();
  if (const auto scores = by_neighbours(image_scores); !scores.empty()) {
    const CurveSums compared = walk_images(scores);
    metrics.image_auroc_neighbours = compared.auroc();
    metrics.image_ap_neighbours = compared.average_precision();
    metrics.image_f1_max_neighbours = compared.f1_max();
  }
  metrics.pixel_auroc = pixels.auroc();
  metrics.pixel_ap = pixels.average_precision();
  metrics.pixel_f1_max = pixels.f1_max();
  if (options.aupro) {
    metrics.aupro = pixels.aupro();
    metrics.aupro_reference = collected.aupro.value();
  }
  if (options.regions) {
    metrics.region_f1 = collected.regions.published(thresholds);
    metrics.region_f1_one_to_one = collected.regions.one_to_one(thresholds);
  }
  return {metrics, pixels.curve()};
}

}  // namespace saa
