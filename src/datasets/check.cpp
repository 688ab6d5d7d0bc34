#include "datasets/check.h"

#include "core/parallel.h"
#include "datasets/facts.h"
#include "datasets/loaders.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

std::string size_text(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

/// What is wrong with the pictures of one sample; "" if nothing is.
std::string picture_fault(const Sample& sample) {
  try {
    const Image image = read_image(sample.image);
    const Mask mask = read_truth(sample, MaskRule::above_zero, image.width, image.height);
    if (mask.width == image.width && mask.height == image.height) return {};
    return sample.mask.string() + " has " + size_text(mask.width, mask.height) +
           " pixels, expected " + size_text(image.width, image.height) + " as its image";
  } catch (const Error& error) {
    return error.what();
  }
}

std::vector<std::string> picture_faults(const std::vector<Sample>& samples) {
  std::vector<std::string> faults(samples.size());
  parallel_for(samples.size(), /*threads=*/0, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) faults[i] = picture_fault(samples[i]);
  });
  std::erase(faults, "");
  return faults;
}

CategoryCheck check_category(DatasetKind kind, const fs::path& root, const DatasetOptions& options,
                             bool deep) {
  const std::string& category = options.categories.front();
  CategoryCheck check{.split = options.split,
                      .category = category,
                      .found = {},
                      .published = published_count(kind, options.split, category),
                      .faults = {}};
  try {
    const Dataset dataset = open_dataset(kind, root, options);
    const std::vector<Sample>& samples = dataset.categories.front().samples;
    const auto is_normal = [](const Sample& sample) { return sample.mask.empty(); };
    check.found.normal = std::size_t(std::ranges::count_if(samples, is_normal));
    check.found.anomalous = samples.size() - check.found.normal;
    if (deep) check.faults = picture_faults(samples);
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    check.faults.emplace_back(error.what());
  }
  return check;
}

std::vector<std::string> splits_there(DatasetKind kind, const fs::path& root,
                                      const DatasetOptions& options) {
  if (!options.split.empty()) return {options.split};
  std::vector<std::string> splits = dataset_facts(kind).splits;
  const std::string official = splits.front();
  std::erase_if(splits, [&](const std::string& split) {
    return split != official && !loader(kind).has_split(root, split);
  });
  return splits;
}

}  // namespace

std::vector<CategoryCheck> check_dataset(DatasetKind kind, const fs::path& root,
                                         const CheckOptions& options,
                                         const std::function<void(const std::string&)>& before) {
  const DatasetOptions resolved = resolve_options(kind, root, options.dataset);
  std::vector<CategoryCheck> checks;
  for (const std::string& split : splits_there(kind, root, options.dataset)) {
    for (const std::string& category : resolved.categories) {
      before(split + "/" + category);
      DatasetOptions one = resolved;
      one.split = split;
      one.categories = {category};
      checks.push_back(check_category(kind, root, one, options.deep));
    }
  }
  return checks;
}

}  // namespace saa
