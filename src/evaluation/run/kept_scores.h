// The scores of a category's images, on record in a run's folder.
#pragma once

#include "evaluation/metrics/metrics.h"
#include "evaluation/run/evaluate.h"
#include "evaluation/run/run_folder.h"
#include "output/json.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace saa {

class KeptScores final : public ScoredImages {
 public:
  /// @param row as row_name has it.
  KeptScores(const RunFolder& folder, const std::string& row, const std::string& category,
             std::vector<std::string> images);
  /// Those that evaluation.results[index] was taken from.
  KeptScores(const Evaluation& evaluation, std::size_t index);

  [[nodiscard]] std::size_t count() const override { return images_.size(); }
  /// @throws InputError if the file is damaged, IoError if it is missing.
  [[nodiscard]] ScoredImage at(std::size_t index) const override;
  /// What is known of how they came about; empty if that cannot be read.
  [[nodiscard]] Json facts(std::size_t index) const;
  [[nodiscard]] const std::string& name(std::size_t index) const { return images_[index]; }
  /// Of predicting, all images together.
  [[nodiscard]] double seconds() const;

 private:
  std::vector<std::string> images_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace saa
