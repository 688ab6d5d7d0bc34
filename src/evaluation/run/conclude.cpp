#include "evaluation/run/conclude.h"

#include "core/atomic_file.h"
#include "evaluation/run/judge.h"
#include "evaluation/run/result_tables.h"

#include <set>
#include <utility>

namespace saa {
namespace {

using ImageName = std::pair<std::string, std::string>;  ///< category and image

std::vector<ScoredCategory> scored_categories(const Json& description,
                                              const Evaluation& evaluation) {
  std::set<ImageName> failed;
  for (const ImageFailure& failure : evaluation.failures)
    failed.emplace(failure.category, failure.image);
  std::vector<ScoredCategory> categories;
  for (const Json& listed : description.at("categories")) {
    ScoredCategory category{
        .name = listed.at("name"), .expected_images = listed.at("expected_images"), .images = {}};
    for (const Json& image : listed.at("images"))
      if (!failed.contains({category.name, image})) category.images.push_back(image);
    if (!category.images.empty()) categories.push_back(std::move(category));
  }
  return categories;
}

}  // namespace

void conclude(const Json& description, const RunFolder& folder, const MetricOptions& metrics,
              Evaluation& evaluation, EvaluationWatcher& watcher) {
  const std::vector<ScoredCategory> categories = scored_categories(description, evaluation);
  for (const Json& row : description.at("variants")) {
    for (const ScoredCategory& category : categories) {
      const ResultKey key{.dataset = evaluation.dataset,
                          .split = evaluation.split,
                          .category = category.name,
                          .method = row.at("method"),
                          .variant = row.at("variant")};
      watcher.judge(key);
      evaluation.results.push_back(judge(folder, key, evaluation.method.engine, category, metrics));
      evaluation.scored.push_back(category.images);
    }
  }
  write_file_atomically(folder.table(), results_csv(evaluation));
  write_file_atomically(folder.results(), json_page(results_json(evaluation)));
}

}  // namespace saa
