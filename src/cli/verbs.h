// The verbs of the program, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace saa::cli {

/// What main() runs once the command line has been read; returns the exit code:
/// 0 all good, 1 something failed, 2 the command line cannot be meant.
using Action = std::function<int()>;

/// Each adds its subcommand to `app`; when the user chose it, `action` is set to what it does.
/// References must outlive `app`; `command` holds the words of the command line, for the record.
void add_predict(CLI::App& app, Action& action, const std::vector<std::string>& command);
void add_evaluate(CLI::App& app, Action& action, const std::vector<std::string>& command);
void add_serve(CLI::App& app, Action& action);
void add_profiles(CLI::App& app, Action& action);
void add_context(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_models(CLI::App& app, Action& action);
void add_datasets(CLI::App& app, Action& action);
void add_bench_prompts(CLI::App& app, Action& action);

}  // namespace saa::cli
