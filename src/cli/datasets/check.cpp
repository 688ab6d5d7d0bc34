// saa datasets check: count what is there and compare with what was published.
#include "datasets/check.h"

#include "cli/columns.h"
#include "cli/dataset_options.h"
#include "cli/datasets/datasets_verbs.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "datasets/facts.h"
#include "output/json.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct CheckArguments {
  std::string root;
  std::string kind;  ///< empty: as recognised
  CheckOptions check;
  bool json = false;
};

struct CheckedDataset {
  FoundDataset dataset;
  std::vector<CategoryCheck> categories;

  [[nodiscard]] bool is_whole() const {
    return std::ranges::all_of(categories, &CategoryCheck::is_whole);
  }
};

std::string count_text(const ImageCount& count) {
  return std::to_string(count.normal) + " + " + std::to_string(count.anomalous);
}

std::string state(const CategoryCheck& check) {
  if (!check.faults.empty()) return "faulty";
  if (!check.published) return "counted";
  return check.is_whole() ? "ok" : "differs";
}

std::string table(const std::vector<CheckedDataset>& datasets) {
  std::string text;
  for (const CheckedDataset& checked : datasets) {
    if (!text.empty()) text += "\n";
    text += std::string(dataset_facts(checked.dataset.kind).title) + "  " +
            checked.dataset.root.string() + "\n";
    std::vector<std::vector<std::string>> rows = {
        {"SPLIT", "CATEGORY", "NORMAL", "ANOMALOUS", "PUBLISHED", "STATE"}};
    for (const CategoryCheck& check : checked.categories) {
      rows.push_back({check.split, check.category, std::to_string(check.found.normal),
                      std::to_string(check.found.anomalous),
                      check.published ? count_text(*check.published) : "-", state(check)});
    }
    text += aligned_columns(rows);
  }
  return text;
}

Json to_json(const ImageCount& count) {
  return {{"normal", count.normal}, {"anomalous", count.anomalous}};
}

Json to_json(const CategoryCheck& check) {
  Json faults = Json::array();
  for (const std::string& fault : check.faults) faults.push_back(valid_utf8(fault));
  return {{"split", check.split},
          {"category", valid_utf8(check.category)},
          {"found", to_json(check.found)},
          {"published", check.published ? to_json(*check.published) : Json()},
          {"faults", std::move(faults)},
          {"state", state(check)}};
}

Json to_json(const std::vector<CheckedDataset>& datasets) {
  Json all = Json::array();
  for (const CheckedDataset& checked : datasets) {
    Json categories = Json::array();
    for (const CategoryCheck& check : checked.categories) categories.push_back(to_json(check));
    all.push_back({{"name", dataset_name(checked.dataset.kind)},
                   {"root", valid_utf8(checked.dataset.root.string())},
                   {"whole", checked.is_whole()},
                   {"categories", std::move(categories)}});
  }
  return {{"datasets", std::move(all)}};
}

void report_faults(const CategoryCheck& check) {
  constexpr std::size_t kShown = 10;
  const std::size_t count = check.faults.size();
  for (std::size_t i = 0; i < std::min(count, kShown); ++i)
    spdlog::error("{}", plain_line(check.faults[i]));
  if (count > kShown) spdlog::error("and {} more of {}", count - kShown, check.category);
}

int check(const CheckArguments& arguments) {
  std::vector<CheckedDataset> datasets;
  for (const FoundDataset& dataset : chosen_datasets(arguments.root, arguments.kind)) {
    const auto say = [&dataset](const std::string& part) {
      spdlog::debug("looking at {} {}", dataset_name(dataset.kind), plain_line(part));
    };
    datasets.push_back({dataset, check_dataset(dataset.kind, dataset.root, arguments.check, say)});
  }
  print(arguments.json ? json_page(to_json(datasets)) : table(datasets));
  for (const CheckedDataset& checked : datasets)
    std::ranges::for_each(checked.categories, report_faults);
  return std::ranges::all_of(datasets, &CheckedDataset::is_whole) ? 0 : 1;
}

}  // namespace

void add_datasets_check(CLI::App& datasets, Action& action) {
  CLI::App* verb = datasets.add_subcommand(
      "check", "Count the images on disk and compare with the published counts");
  const auto arguments = std::make_shared<CheckArguments>();
  verb->add_option("ROOT", arguments->root, "A data set, or a folder that holds several")
      ->required()
      ->type_name("DIR");
  verb->add_option("--as", arguments->kind,
                   "Which data set it is: mvtec, visa, ksdd2, mtd or folder (default: told from "
                   "the layout)")
      ->type_name("NAME");
  verb->add_flag("--deep", arguments->check.deep,
                 "Also open every picture, and compare the sizes of images and masks");
  verb->add_flag("--json", arguments->json, "As JSON");
  add_dataset_options(*verb, arguments->check.dataset);
  verb->footer(
      "PUBLISHED: normal + anomalous images of the publisher's files. An image of KolektorSDD2 or\n"
      "MTD is normal if its mask is empty. Exit code 0 if all is as published, 1 if something\n"
      "differs or is faulty.\n"
      "Examples:\n"
      "  saa datasets check /data\n"
      "  saa datasets check /data/mvtec_anomaly_detection --as mvtec --deep\n"
      "  saa datasets check parts/bracket --as folder --normal-dir fine");
  verb->callback([&action, arguments] { action = [arguments] { return check(*arguments); }; });
}

}  // namespace saa::cli
