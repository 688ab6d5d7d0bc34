#include "datasets/dataset.h"

#include "core/nearest_name.h"
#include "datasets/facts.h"
#include "datasets/listing.h"
#include "datasets/loaders.h"

#include <algorithm>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

[[noreturn]] void unknown_name(const std::string& what, std::string_view typed,
                               const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(typed, known);
  throw UsageError("there is no " + what + " '" + std::string(typed) + "'" +
                   (nearest.empty() ? "" : "; did you mean '" + nearest + "'?") +
                   " (expected: " + listed(known) + ")");
}

/// The subfolders in which this data set begins.
std::vector<fs::path> roots_below(const fs::path& folder, DatasetKind kind) {
  std::vector<fs::path> roots;
  for (const std::string& name : subfolders(folder))
    if (loader(kind).recognises(folder / name)) roots.push_back(folder / name);
  return roots;
}

/// What to do about a root that has another layout.
std::string advice(const DatasetFacts& facts, const fs::path& root) {
  const std::vector<fs::path> below = roots_below(root, facts.kind);
  if (!below.empty()) return "it is one folder deeper: name " + below.front().string();
  const auto other = recognise_dataset(root);
  if (other) return "this looks like " + std::string(dataset_facts(*other).title);
  return "name the folder in which the data set begins";
}

void check_root(const DatasetFacts& facts, const fs::path& root) {
  if (!is_folder(root)) {
    throw InputError("there is no folder " + root.string() + "; expected the root of " +
                     std::string(facts.title) + ": " + std::string(facts.layout));
  }
  // A folder's own names may be chosen freely; its loader says what is missing.
  if (facts.kind == DatasetKind::folder || loader(facts.kind).recognises(root)) return;
  throw InputError(root.string() + " does not hold " + std::string(facts.title) + ": expected " +
                   std::string(facts.layout) + "; found " + found_in(root) + "; " +
                   advice(facts, root));
}

}  // namespace

const char* dataset_name(DatasetKind kind) { return dataset_facts(kind).name.data(); }

DatasetKind dataset_kind(std::string_view name) {
  std::vector<std::string> names;
  for (const DatasetFacts& facts : all_dataset_facts()) {
    if (facts.name == name) return facts.kind;
    names.emplace_back(facts.name);
  }
  unknown_name("data set", name, names);
}

const Loader& loader(DatasetKind kind) {
  switch (kind) {
    case DatasetKind::mvtec:
      return kMvtecLoader;
    case DatasetKind::visa:
      return kVisaLoader;
    case DatasetKind::ksdd2:
      return kKsdd2Loader;
    case DatasetKind::mtd:
      return kMtdLoader;
    case DatasetKind::folder:
      break;
  }
  return kFolderLoader;
}

DatasetOptions resolve_options(DatasetKind kind, const fs::path& root, DatasetOptions options) {
  const DatasetFacts& facts = dataset_facts(kind);
  check_root(facts, root);
  if (options.split.empty()) options.split = facts.splits.front();
  const std::string title(facts.title);
  if (std::ranges::find(facts.splits, options.split) == facts.splits.end())
    unknown_name("split of " + title, options.split, facts.splits);
  const std::vector<std::string> all =
      facts.categories.empty() ? std::vector{folder_category(root)} : facts.categories;
  for (const std::string& name : options.categories)
    if (std::ranges::find(all, name) == all.end()) unknown_name("category of " + title, name, all);
  const std::vector<std::string> wanted = std::exchange(options.categories, {});
  std::ranges::copy_if(all, std::back_inserter(options.categories), [&](const std::string& name) {
    return wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
  });
  return options;
}

Dataset open_dataset(DatasetKind kind, const fs::path& root, const DatasetOptions& options) {
  const DatasetOptions checked = resolve_options(kind, root, options);
  Dataset dataset{.kind = kind,
                  .split = checked.split,
                  .root = root,
                  .categories = loader(kind).open(root, checked)};
  for (Category& category : dataset.categories)
    std::ranges::sort(category.samples, {}, &Sample::name);
  return dataset;
}

std::optional<DatasetKind> recognise_dataset(const fs::path& root) {
  for (const DatasetFacts& facts : all_dataset_facts())
    if (loader(facts.kind).recognises(root)) return facts.kind;
  return {};
}

std::vector<FoundDataset> find_datasets(const fs::path& folder) {
  std::vector<FoundDataset> found;
  for (const DatasetFacts& facts : all_dataset_facts()) {
    if (facts.kind == DatasetKind::folder) continue;
    const std::vector<fs::path> roots = roots_below(folder, facts.kind);
    if (roots.empty()) continue;
    const bool has_usual = std::ranges::find(roots, folder / facts.folder) != roots.end();
    found.push_back({facts.kind, has_usual ? folder / facts.folder : roots.front()});
  }
  // VisA is found from the folder around it, too, which may hold other data sets beside it.
  const auto itself = recognise_dataset(folder);
  if (!itself || itself == DatasetKind::folder) return found;
  const bool holds_others = std::ranges::any_of(
      found, [&itself](const FoundDataset& each) { return each.kind != *itself; });
  return holds_others ? found : std::vector<FoundDataset>{{*itself, folder}};
}

}  // namespace saa
