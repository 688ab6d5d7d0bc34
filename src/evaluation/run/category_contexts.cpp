#include "evaluation/run/category_contexts.h"

#include "core/sha256.h"
#include "output/json.h"
#include "pipeline/neighbours/context_machine.h"

#include <algorithm>
#include <saa/error.h>
#include <saa/version.h>
#include <span>
#include <utility>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

bool shared_by_all(const ContextPlan& plan) { return !plan.file.empty() || !plan.pictures.empty(); }

std::string key_of(const ContextPlan& plan, const WorkCategory& category) {
  return shared_by_all(plan) ? std::string() : category.name;
}

std::vector<fs::path> pictures_of(const ContextPlan& plan, const WorkCategory& category) {
  if (!plan.pictures.empty()) return plan.pictures;
  return category.pictures;
}

}  // namespace

CategoryContexts::CategoryContexts(const EvaluationPlan& plan, const SegmenterOptions& options,
                                   fs::path folder)
    : plan_(plan), options_(options), folder_(std::move(folder)) {}

std::string CategoryContexts::digest_of(const WorkCategory& category) const {
  const ContextPlan& plan = *plan_.context;
  if (!plan.file.empty()) return sha256_file(plan.file);
  std::vector<std::pair<std::string, std::string>> pictures;
  for (const fs::path& picture : pictures_of(plan, category))
    pictures.emplace_back(picture.filename().string(), sha256_file(picture));
  std::ranges::sort(pictures);
  const ContextOptions& options = plan.options;
  const std::string text = json_line({{"version", kVersion},
                                      {"network", neighbour_network_name(options.network)},
                                      {"side", options.side},
                                      {"size", options.size},
                                      {"seed", options.seed},
                                      {"keep", options.keep},
                                      {"neighbourhoods", options.neighbourhoods},
                                      {"pictures", pictures}});
  return sha256(std::as_bytes(std::span(text)));
}

CategoryContexts::Entry& CategoryContexts::entry(const WorkCategory& category) {
  Entry& entry = entries_[key_of(*plan_.context, category)];
  if (entry.digest.empty()) entry.digest = digest_of(category);
  return entry;
}

const std::string& CategoryContexts::digest(const WorkCategory& category) {
  static const std::string none;
  if (!plan_.context) return none;
  const std::scoped_lock lock(mutex_);
  return entry(category).digest;
}

std::shared_ptr<const Context> CategoryContexts::of(const WorkCategory& category) {
  if (!plan_.context) return nullptr;
  const std::scoped_lock lock(mutex_);
  Entry& known = entry(category);
  if (!known.context) known.context = make(category, known.digest);
  return known.context;
}

std::shared_ptr<const Context> CategoryContexts::make(const WorkCategory& category,
                                                      const std::string& digest) const {
  const ContextPlan& plan = *plan_.context;
  const ContextMachine machine = context_machine(options_);
  if (!plan.file.empty()) return std::make_shared<Context>(Context::open(plan.file, machine));
  const fs::path kept = folder_ / (digest.substr(0, 16) + ".context");
  if (Context::is_context_file(kept)) {
    try {
      return std::make_shared<Context>(Context::open(kept, machine));
    } catch (const InputError&) {
      // Damaged: built again below.
    }
  }
  const std::vector<fs::path> pictures = pictures_of(plan, category);
  auto context =
      std::make_shared<Context>(Context::build(pictures, plan.options, machine, {}, plan_.stop));
  context->save(kept);
  return context;
}

}  // namespace saa
