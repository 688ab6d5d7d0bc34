// A method that is made when it is needed.
#pragma once

#include "evaluation/run/evaluate.h"

#include <memory>
#include <mutex>
#include <optional>

namespace saa {

/// Thread-safe.
class LateMethod {
 public:
  /// @param recorded facts of an earlier run.
  LateMethod(MethodMaker make, SegmenterOptions options, std::optional<MethodFacts> recorded);

  /// Those on record, else the method's own, which makes it. @throws as the maker.
  [[nodiscard]] const MethodFacts& facts();
  /// @throws as the maker.
  [[nodiscard]] const AnomalyMethod& get();

 private:
  MethodMaker make_;
  SegmenterOptions options_;
  std::optional<MethodFacts> facts_;
  std::mutex mutex_;
  std::unique_ptr<AnomalyMethod> method_;
};

}  // namespace saa
