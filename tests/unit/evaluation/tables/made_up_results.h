// Results that nobody measured, for tests of what is made of them.
#pragma once

#include "datasets/published_counts.h"
#include "evaluation/category_result.h"
#include "evaluation/tables/groups.h"

#include <string>
#include <vector>

namespace saa {

inline CategoryResult made_up(DatasetKind dataset, std::string_view category, double f_p,
                              std::string method = "saa+", std::string variant = "") {
  CategoryResult result;
  result.key = {.dataset = dataset,
                .split = dataset == DatasetKind::mtd ? "all" : "test",
                .category = std::string(category),
                .method = std::move(method),
                .variant = std::move(variant)};
  result.engine = "official";
  const auto published = published_count(dataset, result.key.split, category);
  result.expected_images = published ? published->normal + published->anomalous : 10;
  result.metrics.images = result.expected_images;
  result.metrics.anomalous_images = 5;
  result.metrics.pixel_f1_max = {.value = f_p, .threshold = 0.5};
  result.metrics.region_f1 = {.value = f_p / 2, .threshold = 0.5};
  result.metrics.region_f1_one_to_one = {.value = f_p / 4, .threshold = 0.5};
  return result;
}

/// All 29 categories, each with the figure that its data set has here.
inline std::vector<CategoryResult> made_up_paper(double visa, double mvtec, double ksdd2,
                                                 double mtd) {
  std::vector<CategoryResult> results;
  for (const PaperCategory& category : paper_categories()) {
    const double value = category.dataset == DatasetKind::visa    ? visa
                         : category.dataset == DatasetKind::mvtec ? mvtec
                         : category.dataset == DatasetKind::ksdd2 ? ksdd2
                                                                  : mtd;
    results.push_back(made_up(category.dataset, category.name, value));
  }
  return results;
}

}  // namespace saa
