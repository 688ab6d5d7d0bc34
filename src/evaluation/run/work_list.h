// Which images a run works on, and under which options.
#pragma once

#include "evaluation/run/evaluate.h"
#include "output/json.h"

#include <cstddef>
#include <string>
#include <vector>

namespace saa {

/// A variant with its names.
struct Row {
  Variant variant;
  std::string method;  ///< ResultKey::method
  std::string name;    ///< ResultKey::variant
};

struct WorkCategory {
  std::string name;
  Profile profile;
  std::size_t expected_images = 0;                ///< that the category has
  std::vector<std::filesystem::path> pictures{};  ///< all of the category
  std::vector<const Sample*> samples;             ///< of all shards; within the limit
};

struct WorkItem {
  const WorkCategory* category;
  const Sample* sample;
};

/// Borrows the plan's samples.
struct WorkList {
  std::vector<Row> rows;
  std::vector<WorkCategory> categories;

  /// All images, or the shard's.
  [[nodiscard]] std::vector<WorkItem> items(const std::optional<Shard>& shard) const;
};

/// @throws UsageError for a plan that cannot be meant, InputError for a profile that cannot be
///         used.
[[nodiscard]] WorkList list_work(const EvaluationPlan& plan);

/// A digest of all that may change the scores of an image of this category, but the image itself.
/// @param context_digest of CategoryContexts
[[nodiscard]] std::string options_sha256(const EvaluationPlan& plan, const MethodFacts& facts,
                                         const WorkCategory& category, const Row& row,
                                         const std::string& context_digest);

[[nodiscard]] const char* mask_rule_name(MaskRule rule);

}  // namespace saa
