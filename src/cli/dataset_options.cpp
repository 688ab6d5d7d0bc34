#include "cli/dataset_options.h"

#include <saa/error.h>

namespace saa::cli {
namespace {

constexpr const char* kGroup = "Data set";

void add_repeatable(CLI::App& app, const std::string& name, const std::string& value_name,
                    const std::function<void(const std::string&)>& take, const std::string& help) {
  app.add_option_function<std::vector<std::string>>(
         name,
         [take](const std::vector<std::string>& words) {
           for (const std::string& word : words) take(word);
         },
         help)
      ->type_name(value_name)
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
}

}  // namespace

void add_dataset_options(CLI::App& app, DatasetOptions& options) {
  add_repeatable(
      app, "--category", "NAME",
      [&options](const std::string& name) { options.categories.push_back(name); },
      "Only this category; repeatable (default: all)");
  app.add_option("--split", options.split,
                 "Which images (default: the official test images); for KolektorSDD2 'reference' "
                 "is the folder 'train', which the published code evaluates")
      ->type_name("NAME")
      ->group(kGroup);
  app.add_option("--normal-dir", options.normal_dir,
                 "Of a folder of your own: where the normal images are, from its root [default: "
                 "good]")
      ->type_name("DIR")
      ->group(kGroup);
  add_repeatable(
      app, "--abnormal-dir", "DIR",
      [&options](const std::string& folder) { options.abnormal_dirs.emplace_back(folder); },
      "Of a folder of your own: where anomalous images are; repeatable (default: every other "
      "folder)");
  app.add_option("--mask-dir", options.mask_dir,
                 "Of a folder of your own: where their masks are [default: mask]")
      ->type_name("DIR")
      ->group(kGroup);
}

std::vector<FoundDataset> chosen_datasets(const std::filesystem::path& root,
                                          const std::string& name) {
  std::vector<FoundDataset> found = find_datasets(root);
  if (!name.empty()) {
    const DatasetKind kind = dataset_kind(name);
    std::erase_if(found, [kind](const FoundDataset& each) { return each.kind != kind; });
    return found.empty() ? std::vector<FoundDataset>{{kind, root}} : found;
  }
  if (!found.empty()) return found;
  if (const auto kind = recognise_dataset(root)) return {{*kind, root}};
  throw InputError("no data set that is known by its layout is in " + root.string() +
                   "; 'saa datasets list' shows the layouts, and --as names the one that is "
                   "meant to say what it lacks");
}

FoundDataset chosen_dataset(const std::filesystem::path& root, const std::string& name) {
  const std::vector<FoundDataset> found = chosen_datasets(root, name);
  if (found.size() == 1) return found.front();
  std::string all;
  for (const FoundDataset& dataset : found)
    all += (all.empty() ? "" : ", ") + dataset.root.string();
  throw UsageError(root.string() + " holds several data sets; name one: " + all);
}

}  // namespace saa::cli
