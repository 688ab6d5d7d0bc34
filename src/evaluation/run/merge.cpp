#include "evaluation/run/merge.h"

#include "evaluation/run/conclude.h"
#include "evaluation/run/network_options.h"
#include "evaluation/run/run_record.h"
#include "output/output_folder.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <saa/error.h>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// What all shards of an evaluation have in common, in the manifest's words.
constexpr std::array kCommon = {"version", "dataset",  "networks", "method",
                                "context", "protocol", "variants", "categories"};

struct ShardRecord {
  RunFolder folder;
  Json manifest;
  Shard shard;
};

ShardRecord read_shard_record(const fs::path& path) {
  RunFolder folder(path);
  auto manifest = read_evaluation_manifest(folder);
  if (!manifest)
    throw InputError("there is no evaluation in " + path.string() + " (no " + kEvaluationName +
                     "); a shard's folder is expected, or one with 'shards' in it");
  const Json& shard = manifest->at("shard");
  if (shard.is_null())
    throw InputError("the evaluation in " + path.string() + " is whole, not a shard");
  if (manifest->at("state") != state_name(RunState::finished))
    throw InputError("shard " + path.string() + " is not finished (" +
                     manifest->at("state").get<std::string>() +
                     "); run its command again, it goes on where it was");
  return {std::move(folder), *manifest, {shard.at("index"), shard.at("count")}};
}

std::vector<fs::path> shard_paths(std::span<const fs::path> folders) {
  std::vector<fs::path> paths;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder / "shards")) {
      paths.push_back(folder);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(folder / "shards"))
      if (entry.is_directory()) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

/// What two manifests must not differ in. Where files lie is no difference.
Json comparable(const Json& manifest, const char* key) {
  Json value = manifest.at(key);
  if (value.is_object()) value.erase("root");
  if (value.is_object() && value.contains("weights"))
    for (Json& weights : value["weights"]) weights.erase("file");
  return value;
}

void expect_alike(const ShardRecord& first, const ShardRecord& other) {
  for (const char* key : kCommon) {
    if (comparable(first.manifest, key) != comparable(other.manifest, key))
      throw InputError(fmt::format(
          "the shards {} and {} are not of one evaluation: they differ in "
          "'{}' of their {}",
          first.folder.root().string(), other.folder.root().string(), key, kEvaluationName));
  }
}

/// @throws InputError for overlaps and gaps.
void expect_whole(const std::vector<ShardRecord>& shards) {
  const std::size_t count = shards.front().shard.count;
  std::vector<const ShardRecord*> found(count);
  for (const ShardRecord& one : shards) {
    if (one.shard.count != count)
      throw InputError(fmt::format("{} is one of {} shards, {} one of {}: they overlap",
                                   shards.front().folder.root().string(), count,
                                   one.folder.root().string(), one.shard.count));
    const ShardRecord*& place = found.at(one.shard.index - 1);
    if (place != nullptr)
      throw InputError(fmt::format("shard {} is there twice: {} and {}", shard_text(one.shard),
                                   place->folder.root().string(), one.folder.root().string()));
    place = &one;
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < count; ++i)
    if (found[i] == nullptr) missing.push_back(shard_text({i + 1, count}));
  if (!missing.empty())
    throw InputError(fmt::format("shards are missing: {}", fmt::join(missing, ", ")));
}

/// @throws IoError if the file can neither be linked nor copied.
void link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  fs::remove(to, error);
  fs::create_hard_link(from, to, error);
  if (!error) return;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error)
    throw IoError("cannot copy " + from.string() + " to " + to.string() + ": " + error.message());
}

void take_files(const RunFolder& shard, const RunFolder& merged) {
  for (const char* part : {"parts", "scores"}) {
    if (!fs::is_directory(shard.root() / part)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(shard.root() / part))
      if (entry.is_regular_file())
        link_or_copy(entry.path(), merged.root() / entry.path().lexically_relative(shard.root()));
  }
}

std::vector<ImageFailure> failures_of(const Json& manifest) {
  std::vector<ImageFailure> failures;
  for (const Json& failure : manifest.at("failures"))
    failures.push_back({failure.at("category"), failure.at("image"), failure.at("error")});
  return failures;
}

/// The manifest's lasting part, of a run that never was divided.
Json merged_description(const Json& manifest) {
  Json description = {{"command", manifest.at("command")}};
  for (const char* key : kCommon)
    if (std::string_view(key) != "version") description[key] = manifest.at(key);
  description["shard"] = nullptr;
  return description;
}

std::vector<ShardRecord> read_shards(std::span<const fs::path> folders) {
  std::vector<ShardRecord> shards;
  for (const fs::path& path : shard_paths(folders)) shards.push_back(read_shard_record(path));
  if (shards.empty()) throw InputError("there are no shards to join");
  for (const ShardRecord& shard : shards) expect_alike(shards.front(), shard);
  expect_whole(shards);
  return shards;
}

Method method_named(const std::string& name) {
  for (const Method method : {Method::clipseg, Method::winclip, Method::utad, Method::neighbours})
    if (name == method_name(method)) return method;
  return Method::hybrid_prompts;
}

/// The data set and networks of the run, without results.
Evaluation begin_merged(const Json& description, const RunFolder& folder) {
  Evaluation evaluation;
  evaluation.dataset = dataset_kind(description.at("dataset").at("kind").get<std::string>());
  evaluation.split = description.at("dataset").at("split");
  evaluation.method = read_method_facts(description.at("method"),
                                        method_named(description.at("networks").at("method")));
  evaluation.folder = folder.root();
  return evaluation;
}

Evaluation merge(const std::vector<ShardRecord>& shards, const fs::path& out,
                 const MetricOptions& metrics, EvaluationWatcher& watcher) {
  const RunFolder folder(out);
  const OutputFolder lock(folder.root());
  const Json description = merged_description(shards.front().manifest);
  EvaluationRecord record(folder, description, std::nullopt);
  Evaluation evaluation = begin_merged(description, folder);
  EvaluationCounts counts;
  for (const ShardRecord& shard : shards) {
    take_files(shard.folder, folder);
    std::ranges::move(failures_of(shard.manifest), std::back_inserter(evaluation.failures));
    counts.images += shard.manifest.at("counts").at("images").get<std::size_t>();
    counts.done += shard.manifest.at("counts").at("done").get<std::size_t>();
  }
  evaluation.images = counts.images;
  conclude(description, folder, metrics, evaluation, watcher);
  record.close(RunState::finished, counts, evaluation.failures);
  return evaluation;
}

}  // namespace

Evaluation merge_shards(std::span<const fs::path> folders, const fs::path& out,
                        const MetricOptions& metrics, EvaluationWatcher* watcher) {
  EvaluationWatcher nobody;
  try {
    return merge(read_shards(folders), out, metrics, watcher != nullptr ? *watcher : nobody);
  } catch (const Json::exception& error) {
    throw InputError(std::string("a shard's ") + kEvaluationName + " is damaged: " + error.what());
  }
}

}  // namespace saa
