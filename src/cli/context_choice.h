// --context: which pictures the neighbour prompt compares with.
#pragma once

#include "cli/terminal.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <saa/context.h>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa::cli {

/// What --context says for the pictures that are being looked at themselves.
inline constexpr const char* kOwnPictures = "self";

struct ContextChoice {
  std::string source;  ///< folder, list, file of `saa context build`, kOwnPictures; "" : none
  ContextOptions options{};
  std::vector<std::string> given{};  ///< the options of building that were given, by name

  [[nodiscard]] bool is_asked() const { return !source.empty(); }
  [[nodiscard]] bool is_own() const { return source == kOwnPictures; }
  [[nodiscard]] bool is_built() const;
  /// @throws UsageError if options of building are given where nothing is built.
  void validate() const;
};

/// The group "Neighbours".
void add_context_choice(CLI::App& app, ContextChoice& choice);

/// The pictures to build from: those of the folder or list, or `own`; none if nothing is built.
/// @param own the pictures that are being looked at.
/// @throws as ContextChoice::validate; UsageError if there are none, IoError if they cannot be
///         listed.
[[nodiscard]] std::vector<std::filesystem::path> context_pictures(
    const ContextChoice& choice, const std::vector<std::filesystem::path>& own);

/// Opens or builds what is asked for, with progress; null if nothing is.
/// @param pictures of context_pictures()
/// @throws as Context::open and Context::build.
[[nodiscard]] std::shared_ptr<const Context> load_context(
    const ContextChoice& choice, const std::vector<std::filesystem::path>& pictures,
    const SegmenterOptions& segmenter, Terminal& terminal);

}  // namespace saa::cli
