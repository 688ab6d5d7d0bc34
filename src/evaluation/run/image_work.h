// One image of an evaluation: what is on record is taken, the rest predicted and put on record.
#pragma once

#include "evaluation/run/category_contexts.h"
#include "evaluation/run/late_method.h"
#include "evaluation/run/run_folder.h"
#include "evaluation/run/work_list.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saa {

struct ImageOutcome {
  bool computed = false;  ///< something had to be predicted
  std::string error{};    ///< why it has no scores, in one line that names the file; empty: it has
};

/// Thread-safe.
class ImageWork {
 public:
  /// Borrows everything. @param options as they are on record.
  ImageWork(const EvaluationPlan& plan, const SegmenterOptions& options, const WorkList& work,
            const RunFolder& folder, LateMethod& method, CategoryContexts& contexts);

  /// What is wrong with the image is an outcome; the next one may be better.
  /// @returns nothing if the plan's `stop` was set before it was finished.
  /// @throws WeightsError if the method cannot work, IoError if scores cannot be written.
  [[nodiscard]] std::optional<ImageOutcome> process(const WorkItem& item);

 private:
  struct Inputs;
  struct Scored;

  [[nodiscard]] Inputs read_inputs(const Sample& sample) const;
  [[nodiscard]] std::vector<const Row*> missing_rows(const WorkItem& item,
                                                     const Inputs& inputs) const;
  [[nodiscard]] Scored predict(const WorkItem& item, const Row& row, const Inputs& inputs,
                               const Image& image, const Mask& truth);
  void score(const WorkItem& item, const std::vector<const Row*>& missing, const Inputs& inputs);
  [[nodiscard]] const std::string& digest(const WorkItem& item, const Row& row) const;

  const EvaluationPlan& plan_;
  const WorkList& work_;
  const RunFolder& folder_;
  LateMethod& method_;
  CategoryContexts& contexts_;
  std::string networks_;
  std::map<std::pair<const WorkCategory*, const Row*>, std::string> digests_;
};

}  // namespace saa
