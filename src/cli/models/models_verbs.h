// The verbs below `saa models`, one file each, and what they share.
#pragma once

#include "cli/verbs.h"
#include "model_files/registry.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace saa::cli {

void add_models_list(CLI::App& models, Action& action);
void add_models_where(CLI::App& models, Action& action);
void add_models_verify(CLI::App& models, Action& action);
void add_models_fetch(CLI::App& models, Action& action);
void add_models_import(CLI::App& models, Action& action);
void add_models_bundle(CLI::App& models, Action& action);

/// Adds `--models DIR`. The text it fills is empty until the option is given.
void add_models_folder(CLI::App& verb, std::string& folder);

/// The folder that `--models` named, else default_models_dir().
[[nodiscard]] std::filesystem::path models_folder(const std::string& option);

/// The files that words (sets or files) name, each once, in order.
/// @throws UsageError for a word that is neither, naming the nearest.
[[nodiscard]] std::vector<const ModelFile*> chosen_models(const std::vector<std::string>& words);

}  // namespace saa::cli
