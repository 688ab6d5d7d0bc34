#include "evaluation/run/run_report.h"

#include "datasets/facts.h"
#include "evaluation/report/report.h"
#include "evaluation/run/kept_scores.h"
#include "output/machine.h"
#include "output/result_json.h"

#include <deque>
#include <fmt/format.h>
#include <saa/version.h>
#include <string>
#include <utility>

namespace saa {
namespace {

/// The regions of a result's JSON.
std::vector<RegionMask> read_regions(const Json& result) {
  std::vector<RegionMask> regions;
  for (const Json& region : result.at("regions")) {
    const Json& mask = region.at("mask");
    if (!mask.is_null()) regions.push_back(read_mask_json(mask));
  }
  return regions;
}

ReportedImage read_reported(const KeptScores& scores, std::size_t index) {
  const Json facts = scores.facts(index);
  const Json& result = facts.at("result");
  return {.name = scores.name(index),
          .kind = facts.at("kind"),
          .picture = read_image(result.at("image").at("path").get<std::string>()),
          .regions = read_regions(result)};
}

bool pictures_are_there(const std::deque<KeptScores>& categories) {
  for (const KeptScores& scores : categories) {
    for (std::size_t i = 0; i < scores.count(); ++i) {
      const Json facts = scores.facts(i);
      if (!facts.contains("result") ||
          !std::filesystem::exists(facts["result"]["image"]["path"].get<std::string>()))
        return false;
    }
  }
  return true;
}

std::vector<std::pair<std::string, std::string>> run_facts(const Evaluation& evaluation) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"Data set", std::string(dataset_facts(evaluation.dataset).title)},
      {"Split", evaluation.split},
      {"Engine", evaluation.method.engine}};
  for (const WeightsFile& file : evaluation.method.weights)
    facts.emplace_back(file.network, "SHA-256 " + file.sha256);
  const Json machine = describe_machine();
  if (machine.at("processor").is_string())
    facts.emplace_back("Judged on",
                       fmt::format("{}, {} cores", machine.at("processor").get<std::string>(),
                                   machine.at("cores").dump()));
  facts.emplace_back("Version", fmt::format("saa {}, {}", kVersion, utc_now()));
  return facts;
}

std::string title_of(const Evaluation& evaluation) {
  const ResultKey& key = evaluation.results.front().key;
  return fmt::format("{} with {}", dataset_facts(evaluation.dataset).title,
                     row_name(key.method, key.variant));
}

}  // namespace

void write_run_report(const Evaluation& evaluation) {
  if (evaluation.results.empty()) return;
  ReportData data{.title = title_of(evaluation),
                  .facts = run_facts(evaluation),
                  .notices = evaluation.method.notices,
                  .categories = {}};
  std::deque<KeptScores> kept;  // the report borrows them
  for (std::size_t i = 0; i < evaluation.results.size(); ++i) {
    const KeptScores& scores = kept.emplace_back(evaluation, i);
    data.categories.push_back(
        {.result = evaluation.results[i], .scores = &scores, .image = [&scores](std::size_t index) {
           return read_reported(scores, index);
         }});
  }
  if (!evaluation.method.notice.empty()) data.notices.push_back(evaluation.method.notice);
  for (const ImageFailure& failure : evaluation.failures)
    data.notices.push_back("missing from the figures: " + failure.error);
  if (!pictures_are_there(kept)) {
    data.images_per_category = 0;
    data.notices.emplace_back("The pictures are not where they were when they were evaluated.");
  }
  write_report(RunFolder(evaluation.folder).report(), data);
}

}  // namespace saa
