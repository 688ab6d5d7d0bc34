// The options that every verb which looks for anomalies has: which method, on which networks, with
// what of the machine.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <saa/segmenter.h>

namespace saa::cli {

/// The group "Method".
void add_method_options(CLI::App& app, SegmenterOptions& segmenter, PredictOptions& predict);

/// --models, a folder that is there.
void add_models_option(CLI::App& app, std::filesystem::path& models, const char* group);
/// --cache. It stays as it is if not given: default_cache_dir().
void add_cache_option(CLI::App& app, std::filesystem::path& cache, const char* group);
/// --threads.
void add_threads_option(CLI::App& app, int& threads, const char* group);

/// The group "Engine and machine", without --jobs.
void add_network_options(CLI::App& app, SegmenterOptions& segmenter);

/// The same with --jobs. @param jobs images in flight; stays as it is if not given.
void add_machine_options(CLI::App& app, SegmenterOptions& segmenter, int& jobs);

/// Where compiled networks are kept if --cache names no folder: $XDG_CACHE_HOME/saa, else
/// ~/.cache/saa; empty (no cache) if neither is known or the folder cannot be written.
[[nodiscard]] std::filesystem::path default_cache_dir();

}  // namespace saa::cli
