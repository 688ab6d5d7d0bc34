#include "cli/bench_prompts_report.h"

#include "cli/columns.h"
#include "cli/plain_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <iterator>

namespace saa::cli {
namespace {

std::string percent(double share) { return fmt::format("{:.2f}", 100 * share); }

std::string place_text(const PromptBenchReport& report, std::size_t phrase) {
  const auto found = std::ranges::find(report.search.added, phrase);
  return found == report.search.added.end()
             ? "-"
             : std::to_string(found - report.search.added.begin() + 1);
}

/// The chosen ones as they were added, then the others by what they would have changed.
std::vector<std::size_t> table_order(const PromptBenchReport& report) {
  std::vector<std::size_t> order = report.search.added;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < report.phrases.size(); ++i)
    if (std::ranges::find(order, i) == order.end()) others.push_back(i);
  std::ranges::stable_sort(others, std::greater<>(),
                           [&](std::size_t i) { return report.search.gains[i]; });
  std::ranges::move(others, std::back_inserter(order));
  return order;
}

}  // namespace

std::string table(const PromptBenchReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {"ADDED", "PHRASE", "DROPS", "F_P ALONE", "GAIN", "S/IMAGE"}};
  for (const std::size_t i : table_order(report)) {
    const Prompt& phrase = report.phrases[i];
    rows.push_back({place_text(report, i), plain_line(phrase.text),
                    phrase.filtered_phrase.empty() ? "-" : plain_line(phrase.filtered_phrase),
                    percent(report.search.alone[i]),
                    fmt::format("{:+.2f}", 100 * report.search.gains[i]),
                    fmt::format("{:.2f}", report.seconds[i])});
  }
  double cost = 0;
  for (const std::size_t i : report.search.added) cost += report.seconds[i];
  return aligned_columns(rows) +
         fmt::format(
             "\n{}: F_p {} with {} of {} phrases, {:.2f} s an image; {} images, {} "
             "anomalous; {} sets tried\n",
             report.category, percent(report.search.best), report.search.added.size(),
             report.phrases.size(), cost, report.images, report.anomalous, report.search.sets);
}

Json to_json(const PromptBenchReport& report) {
  Json phrases = Json::array();
  for (const std::size_t i : table_order(report)) {
    const auto place = std::ranges::find(report.search.added, i);
    const bool is_chosen = place != report.search.added.end();
    phrases.push_back(
        {{"text", valid_utf8(report.phrases[i].text)},
         {"filtered_phrase", valid_utf8(report.phrases[i].filtered_phrase)},
         {"added", is_chosen ? Json(place - report.search.added.begin() + 1) : Json()},
         {"pixel_f1_max_alone", json_number(report.search.alone[i])},
         {"gain", json_number(report.search.gains[i])},
         {"seconds_per_image", json_number(report.seconds[i])}});
  }
  return {{"category", valid_utf8(report.category)},
          {"images", report.images},
          {"anomalous_images", report.anomalous},
          {"pixel_f1_max", json_number(report.search.best)},
          {"sets_tried", report.search.sets},
          {"phrases", std::move(phrases)},
          {"profile", valid_utf8(to_toml(report.profile))}};
}

}  // namespace saa::cli
