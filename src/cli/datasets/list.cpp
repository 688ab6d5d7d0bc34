// saa datasets list: what there is, where to get it and how it has to lie.
#include "cli/columns.h"
#include "cli/datasets/datasets_verbs.h"
#include "cli/print.h"
#include "datasets/facts.h"
#include "output/json.h"

namespace saa::cli {
namespace {

std::string first_column(const DatasetFacts& facts, std::size_t line) {
  return line == 0 ? std::string(facts.name) : "";
}

std::string table() {
  std::vector<std::vector<std::string>> rows;
  for (const DatasetFacts& facts : all_dataset_facts()) {
    const std::size_t classes = facts.categories.size();
    std::string title(facts.title);
    if (classes > 1) title += ", " + std::to_string(classes) + " categories";
    std::vector<std::pair<std::string, std::string>> lines = {{"", title}};
    if (!facts.address.empty()) lines.emplace_back("address", facts.address);
    if (!facts.licence.empty()) lines.emplace_back("licence", facts.licence);
    lines.emplace_back("layout", facts.layout);
    std::string splits;
    for (const std::string& split : facts.splits) splits += (splits.empty() ? "" : ", ") + split;
    lines.emplace_back("splits", splits);
    for (std::size_t i = 0; i < lines.size(); ++i)
      rows.push_back({first_column(facts, i), lines[i].first, lines[i].second});
  }
  return aligned_columns(rows);
}

Json or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

Json all_as_json() {
  Json datasets = Json::array();
  for (const DatasetFacts& facts : all_dataset_facts()) {
    datasets.push_back({{"name", facts.name},
                        {"title", facts.title},
                        {"categories", facts.categories},
                        {"splits", facts.splits},
                        {"layout", facts.layout},
                        {"address", or_null(facts.address)},
                        {"licence", or_null(facts.licence)}});
  }
  return {{"datasets", std::move(datasets)}};
}

}  // namespace

void add_datasets_list(CLI::App& datasets, Action& action) {
  CLI::App* verb = datasets.add_subcommand(
      "list", "Names, publishers' addresses, licences, expected layouts and splits");
  const auto as_json = std::make_shared<bool>(false);
  verb->add_flag("--json", *as_json, "As JSON, with the names of the categories");
  verb->footer("Example:\n  saa datasets list --json | jq -r '.datasets[].address'");
  verb->callback([&action, as_json] {
    action = [as_json] {
      print(*as_json ? json_page(all_as_json()) : table());
      return 0;
    };
  });
}

}  // namespace saa::cli
