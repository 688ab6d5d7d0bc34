#include "evaluation/report/gallery_order.h"

#include "core/parallel.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace saa {
namespace {

PixelErrors errors_of(const ScoredImage& image, double threshold) {
  PixelErrors errors{.pixels = image.scores.values.size(),
                     .highest_score = std::numeric_limits<float>::lowest()};
  for (std::size_t i = 0; i < errors.pixels; ++i) {
    const float score = image.scores.values[i];
    const bool called = static_cast<double>(score) >= threshold;
    const bool is_defect = image.truth.values[i] != 0;
    errors.defect += is_defect ? 1U : 0U;
    errors.false_alarm += called && !is_defect ? 1U : 0U;
    errors.missed += !called && is_defect ? 1U : 0U;
    errors.highest_score = std::max(errors.highest_score, score);
  }
  return errors;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Images in the order in which they are taken; each at most once.
class Selection {
 public:
  explicit Selection(std::size_t count) : taken_(count, false) {}

  void take(std::size_t index, WhyShown why) {
    if (taken_[index]) return;
    taken_[index] = true;
    entries_.push_back({index, why});
  }

  /// The `count` images with the highest of these values, those with 0 left out.
  void take_worst(const std::vector<double>& values, std::size_t count, WhyShown why) {
    std::vector<std::size_t> order = left();
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return values[i]; });
    order.resize(std::min(order.size(), count));
    for (const std::size_t index : order)
      if (values[index] > 0) take(index, why);
  }

  void take_evenly(std::size_t count) {
    const std::vector<std::size_t> rest = left();
    count = std::min(count, rest.size());
    for (std::size_t i = 0; i < count; ++i) take(rest[i * rest.size() / count], WhyShown::sample);
  }

  [[nodiscard]] const std::vector<GalleryEntry>& entries() const { return entries_; }

 private:
  [[nodiscard]] std::vector<std::size_t> left() const {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < taken_.size(); ++i)
      if (!taken_[i]) indices.push_back(i);
    return indices;
  }

  std::vector<bool> taken_;
  std::vector<GalleryEntry> entries_;
};

}  // namespace

double PixelErrors::false_share() const { return share(false_alarm, pixels); }
double PixelErrors::missed_share() const { return share(missed, defect); }

std::vector<PixelErrors> pixel_errors(const ScoredImages& images, double threshold) {
  std::vector<PixelErrors> errors(images.count());
  parallel_for(errors.size(), /*threads=*/0, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) errors[i] = errors_of(images.at(i), threshold);
  });
  return errors;
}

std::vector<GalleryEntry> choose_gallery(const std::vector<PixelErrors>& errors, std::size_t most) {
  std::vector<double> alarms;
  std::vector<double> misses;
  for (const PixelErrors& image : errors) {
    alarms.push_back(image.false_share());
    misses.push_back(image.missed_share());
  }
  Selection selection(errors.size());
  selection.take_worst(alarms, most / 3, WhyShown::false_alarm);
  selection.take_worst(misses, most / 3, WhyShown::miss);
  selection.take_evenly(most - selection.entries().size());
  return selection.entries();
}

}  // namespace saa
