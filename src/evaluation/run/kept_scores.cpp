#include "evaluation/run/kept_scores.h"

#include "evaluation/run/score_file.h"

#include <utility>

namespace saa {

KeptScores::KeptScores(const RunFolder& folder, const std::string& row, const std::string& category,
                       std::vector<std::string> images)
    : images_(std::move(images)) {
  for (const std::string& image : images_) files_.push_back(folder.scores(row, category, image));
}

KeptScores::KeptScores(const Evaluation& evaluation, std::size_t index)
    : KeptScores(RunFolder(evaluation.folder),
                 row_name(evaluation.results.at(index).key.method,
                          evaluation.results.at(index).key.variant),
                 evaluation.results.at(index).key.category, evaluation.scored.at(index)) {}

ScoredImage KeptScores::at(std::size_t index) const { return read_scores(files_[index]); }

Json KeptScores::facts(std::size_t index) const {
  return read_score_facts(files_[index]).value_or(Json::object());
}

double KeptScores::seconds() const {
  double sum = 0;
  for (std::size_t i = 0; i < count(); ++i) sum += facts(i).value("seconds", 0.0);
  return sum;
}

}  // namespace saa
