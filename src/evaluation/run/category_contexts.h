// The contexts of an evaluation's categories, built when the first image needs one.
#pragma once

#include "evaluation/run/evaluate.h"
#include "evaluation/run/work_list.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <saa/context.h>
#include <saa/segmenter.h>
#include <string>

namespace saa {

/// Thread-safe. A plan without a context has none for any category.
class CategoryContexts {
 public:
  /// Borrows everything. @param folder that contexts are kept in, one file each.
  CategoryContexts(const EvaluationPlan& plan, const SegmenterOptions& options,
                   std::filesystem::path folder);

  /// A digest of all that decides what the category's context says, without building it; empty
  /// where there is none. @throws IoError if a picture cannot be read.
  [[nodiscard]] const std::string& digest(const WorkCategory& category);

  /// Null where there is none. The others wait for the thread that builds.
  /// @throws as Context::build and Context::open.
  [[nodiscard]] std::shared_ptr<const Context> of(const WorkCategory& category);

 private:
  struct Entry {
    std::string digest;
    std::shared_ptr<const Context> context;
  };

  [[nodiscard]] std::string digest_of(const WorkCategory& category) const;
  [[nodiscard]] std::shared_ptr<const Context> make(const WorkCategory& category,
                                                    const std::string& digest) const;
  Entry& entry(const WorkCategory& category);

  const EvaluationPlan& plan_;
  const SegmenterOptions& options_;
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  ///< by category; one for all under "" if they share it
};

}  // namespace saa
