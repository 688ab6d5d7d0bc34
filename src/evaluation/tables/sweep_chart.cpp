#include "evaluation/tables/sweep_chart.h"

#include "evaluation/plots/charts.h"
#include "evaluation/tables/comparison.h"
#include "evaluation/tables/published.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace saa {
namespace {

/// The categories of a group that have results, which is what a line is about.
std::set<std::string> evaluated(std::span<const CategoryResult> results, Group group) {
  std::set<std::string> names;
  for (const PaperCategory& category : paper_categories()) {
    if (!belongs_to(category, group)) continue;
    const bool there = std::ranges::any_of(results, [&](const CategoryResult& result) {
      return result.key.dataset == category.dataset && result.key.category == category.name;
    });
    if (there) names.insert(fmt::format("{}/{}", dataset_name(category.dataset), category.name));
  }
  return names;
}

/// One group as a line; without points if it has no results.
LineSeries line_of(std::span<const CategoryResult> results, Group group, Figure figure) {
  LineSeries line{.name = std::string(group_name(group)), .points = {}, .markers = true};
  for (int k = 1; k <= kPublishedLargestTopK; ++k) {
    const auto own = results_of(results, "saa+", fmt::format("top-k={}", k));
    const GroupMean mean = group_mean(own, group, figure);
    if (mean.is_missing()) continue;
    line.points.push_back({static_cast<double>(k), 100 * mean.value});
    if (mean.categories < mean.of)
      line.name = fmt::format("{} ({} of {})", group_name(group), mean.categories, mean.of);
  }
  return line;
}

}  // namespace

std::string sweep_svg(std::span<const CategoryResult> results, Figure figure) {
  LineChart chart{.title = fmt::format("Figure 5: {} over K", figure_name(figure)),
                  .description =
                      "The paper's curve rises to about K = 5 and then falls slowly; its "
                      "values are not printed but for K = 5.",
                  .x_label = "K, regions kept",
                  .y_label = fmt::format("{}, %", figure_name(figure)),
                  .series = {},
                  .x_range = Point{0, static_cast<double>(kPublishedLargestTopK)}};
  const PublishedRow* published = find_published(published_table1(), "saa+");
  std::set<std::set<std::string>> drawn;
  for (const Group group : kGroups) {
    LineSeries line = line_of(results, group, figure);
    if (line.points.empty() || !drawn.insert(evaluated(results, group)).second) continue;
    if (const auto value = published->at(group, figure))
      chart.marks.push_back(
          {fmt::format("{}, published, K = {}", group_name(group), kPublishedBestTopK),
           {static_cast<double>(kPublishedBestTopK), *value},
           chart.series.size()});
    chart.series.push_back(std::move(line));
  }
  return draw(chart).file();
}

}  // namespace saa
