// The shards of an evaluation as one.
#pragma once

#include "evaluation/run/evaluate.h"

#include <filesystem>
#include <span>

namespace saa {

/// Joins what the shards have on record and judges all of it. The merged folder goes on like that
/// of a run that never was divided. Files are linked where the file system allows it, else copied.
/// @param folders of shards, or folders in whose "shards" they are.
/// @param out may be one of the latter.
/// @throws InputError if a shard is missing, unfinished or there twice, or they differ in data set,
///         images, networks, variants or version; IoError if a file cannot be read or written.
[[nodiscard]] Evaluation merge_shards(std::span<const std::filesystem::path> folders,
                                      const std::filesystem::path& out,
                                      const MetricOptions& metrics,
                                      EvaluationWatcher* watcher = nullptr);

}  // namespace saa
