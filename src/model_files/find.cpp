#include "model_files/find.h"

#include <algorithm>
#include <system_error>

namespace saa {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_regular_file(path, unreadable);
}

/// As one word of a shell.
std::string in_shell(const std::string& text) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+:@%,=").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_harmless)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// "a", "a and b", "a, b and c".
std::string enumeration(std::span<const ModelFile* const> models) {
  std::string text;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (i > 0) text += i + 1 == models.size() ? " and " : ", ";
    text += models[i]->file;
  }
  return text;
}

}  // namespace

std::optional<fs::path> find_model(const fs::path& dir, const ModelFile& model) {
  fs::path file = dir / model.file;
  if (model.network.empty()) return is_file(file) ? std::optional(file) : std::nullopt;
  for (const char* ending : {".safetensors", ".pth", ".pt"})
    if (is_file(file.replace_extension(ending))) return file;
  return std::nullopt;
}

std::optional<FoundModel> find_serving(const fs::path& dir, const ModelFile& model) {
  if (auto file = find_model(dir, model)) return FoundModel{&model, *std::move(file)};
  for (const ModelFile& other : model_files()) {
    if (other.role != model.role || other.network != model.network) continue;
    if (auto file = find_model(dir, other)) return FoundModel{&other, *std::move(file)};
  }
  return std::nullopt;
}

std::vector<const ModelFile*> missing_models(const fs::path& dir, const ModelSet& set) {
  std::vector<const ModelFile*> missing;
  for (const ModelFile* model : set.files)
    if (!find_serving(dir, *model)) missing.push_back(model);
  return missing;
}

std::string fetch_command(std::string_view names, const fs::path& dir) {
  return "saa models fetch " + std::string(names) + " --models " + in_shell(dir.string());
}

std::string missing_line(const fs::path& dir, const ModelSet& set,
                         std::span<const ModelFile* const> missing) {
  return dir.string() + " lacks " + enumeration(missing) +
         "; to download what is missing: " + fetch_command(set.name, dir);
}

}  // namespace saa
