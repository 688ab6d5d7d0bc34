#include "evaluation/run/judge.h"

#include "evaluation/run/kept_scores.h"

#include <utility>

namespace saa {
CategoryResult judge(const RunFolder& folder, ResultKey key, const std::string& engine,
                     const ScoredCategory& category, const MetricOptions& options) {
  const KeptScores scores(folder, row_name(key.method, key.variant), category.name,
                          category.images);
  Evaluated evaluated = evaluate_scores(scores, options);
  key.category = category.name;
  return {.key = std::move(key),
          .engine = engine,
          .metrics = evaluated.metrics,
          .pixel_curve = std::move(evaluated.pixel_curve),
          .expected_images = category.expected_images,
          .seconds = scores.seconds()};
}

}  // namespace saa
