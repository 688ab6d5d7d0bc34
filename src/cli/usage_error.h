// What CLI11 could not make sense of, in one line that helps.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace saa::cli {

/// "unknown option --treshold; did you mean --threshold? ('saa predict --help' lists them)"
/// @param app that threw `error` from parse().
[[nodiscard]] std::string describe_usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace saa::cli
