#include "evaluation/tables/averages.h"

#include "datasets/published_counts.h"

#include <algorithm>
#include <fmt/format.h>

namespace saa {
namespace {

constexpr double kPercent = 100;

std::optional<double> value_of(const std::optional<AtThreshold>& best) {
  return best ? std::optional(best->value) : std::nullopt;
}

const CategoryResult* find_result(std::span<const CategoryResult> results,
                                  const PaperCategory& category) {
  const auto found = std::ranges::find_if(results, [&](const CategoryResult& result) {
    return result.key.dataset == category.dataset && result.key.category == category.name;
  });
  return found == results.end() ? nullptr : &*found;
}

}  // namespace

std::string_view figure_name(Figure figure) {
  switch (figure) {
    case Figure::f_p:
      return "F_p";
    case Figure::f_r:
      return "F_r";
    case Figure::f_r_one_to_one:
      return "F_r one-to-one";
  }
  return "unknown";
}

std::optional<double> figure_of(const Metrics& metrics, Figure figure) {
  switch (figure) {
    case Figure::f_p:
      return value_of(metrics.pixel_f1_max);
    case Figure::f_r:
      return value_of(metrics.region_f1);
    case Figure::f_r_one_to_one:
      return value_of(metrics.region_f1_one_to_one);
  }
  return std::nullopt;
}

std::size_t whole_size(const CategoryResult& result) {
  const auto published = published_count(result.key.dataset, result.key.split, result.key.category);
  const std::size_t images = published ? published->normal + published->anomalous : 0;
  return std::max(images, result.expected_images);
}

GroupMean group_mean(std::span<const CategoryResult> results, Group group, Figure figure) {
  GroupMean mean{.of = group_size(group)};
  double sum = 0;
  for (const PaperCategory& category : paper_categories()) {
    if (!belongs_to(category, group)) continue;
    const CategoryResult* result = find_result(results, category);
    const auto value = result ? figure_of(result->metrics, figure) : std::nullopt;
    if (!value) continue;
    sum += *value;
    ++mean.categories;
    mean.all_images = mean.all_images && result->metrics.images >= whole_size(*result);
  }
  if (mean.categories > 0) mean.value = sum / static_cast<double>(mean.categories);
  return mean;
}

std::string mean_text(const GroupMean& mean) {
  if (mean.is_missing()) return std::string(kNotEvaluated);
  std::string text = fmt::format("{:.2f}", kPercent * mean.value);
  if (!mean.all_images) text += '*';
  if (mean.categories < mean.of) text += fmt::format(" ({} of {})", mean.categories, mean.of);
  return text;
}

std::string percent_text(std::optional<double> percent) {
  return percent ? fmt::format("{:.2f}", *percent) : std::string(kNotEvaluated);
}

}  // namespace saa
