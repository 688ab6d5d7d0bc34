// What `saa bench-prompts` has to say.
#pragma once

#include "evaluation/prompt_bench/greedy_search.h"
#include "output/json.h"

#include <cstddef>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa::cli {

struct PromptBenchReport {
  std::string category;
  Profile profile;  ///< the best one
  std::vector<Prompt> phrases;
  GreedySearch search;
  std::vector<double> seconds;  ///< an image, by phrase
  std::size_t images = 0;
  std::size_t anomalous = 0;
};

/// A row a phrase, the chosen ones first, and what they are worth together.
[[nodiscard]] std::string table(const PromptBenchReport& report);
[[nodiscard]] Json to_json(const PromptBenchReport& report);

}  // namespace saa::cli
