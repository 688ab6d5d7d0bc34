// What an evaluation says of one category under one way of finding anomalies.
#pragma once

#include "datasets/dataset.h"
#include "evaluation/metrics/metrics.h"

#include <string>
#include <vector>

namespace saa {

/// Which column and row of the tables a result belongs to.
struct ResultKey {
  DatasetKind dataset = DatasetKind::folder;
  std::string split;
  std::string category;  ///< "carpet"
  std::string method;    ///< "saa+", "saa", "clipseg", "winclip", "utad"
  /// What was changed of the method: "" nothing, "without-saliency", "top-k=3", … (variant.h)
  std::string variant;
  bool operator==(const ResultKey&) const = default;
};

struct CategoryResult {
  ResultKey key;
  std::string engine;  ///< "offline", "official", or of the baseline
  Metrics metrics;
  std::vector<CurvePoint> pixel_curve;  ///< may be empty
  std::size_t expected_images = 0;  ///< that the category has; more than metrics.images if limited
  double seconds = 0;               ///< of predicting, all images together
};

}  // namespace saa
