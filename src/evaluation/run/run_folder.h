// Where a run keeps what. docs/evaluation.md shows the tree.
#pragma once

#include "output/run_manifest.h"

#include <filesystem>
#include <string>
#include <utility>

namespace saa {

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path manifest() const { return root_ / kEvaluationName; }
  [[nodiscard]] std::filesystem::path table() const { return root_ / "results.csv"; }
  [[nodiscard]] std::filesystem::path results() const { return root_ / "results.json"; }
  [[nodiscard]] std::filesystem::path report() const { return root_ / "report.html"; }
  [[nodiscard]] std::filesystem::path shards() const { return root_ / "shards"; }

  /// What the neighbour prompt compares with.
  [[nodiscard]] std::filesystem::path contexts() const { return root_ / "contexts"; }

  /// What the networks said of an image.
  [[nodiscard]] std::filesystem::path parts(const std::string& category,
                                            const std::string& image) const {
    return root_ / "parts" / category / (image + ".parts");
  }
  /// @param row method and variant (row_name).
  [[nodiscard]] std::filesystem::path scores(const std::string& row, const std::string& category,
                                             const std::string& image) const {
    return root_ / "scores" / row / category / (image + ".scores");
  }

 private:
  std::filesystem::path root_;
};

/// "saa+", "saa+,without-saliency": how a method and its variant are called as one word.
[[nodiscard]] inline std::string row_name(const std::string& method, const std::string& variant) {
  return variant.empty() ? method : method + "," + variant;
}

}  // namespace saa
