#include "core/mapped_file.h"
#include "core/nearest_name.h"
#include "prompts/builtin_profiles.h"
#include "prompts/profile_rules.h"

#include <fmt/format.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

const BuiltinProfile* find_builtin(std::string_view name) {
  for (const BuiltinProfile& profile : builtin_profile_table())
    if (profile.name == name) return &profile;
  return nullptr;
}

/// The built-in name that was meant. Someone who types no data set ("candel") means the class.
std::string nearest_builtin(std::string_view typed) {
  const bool class_only = typed.find('/') == std::string_view::npos;
  std::vector<std::string> names = builtin_profiles();
  std::vector<std::string> spellings = names;
  if (class_only)
    for (std::string& spelling : spellings) spelling.erase(0, spelling.find('/') + 1);
  const std::string nearest = nearest_name(typed, spellings);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!nearest.empty() && spellings[i] == nearest) return names[i];
  return "";
}

[[noreturn]] void fail_unknown(std::string_view name) {
  const std::string nearest = nearest_builtin(name);
  throw InputError(fmt::format(
      "no profile is called {}{} (`saa profiles list` shows the names; a file ends in .toml)",
      quote(name), nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
}

}  // namespace

std::vector<std::string> builtin_profiles() {
  std::vector<std::string> names;
  for (const BuiltinProfile& profile : builtin_profile_table()) names.emplace_back(profile.name);
  return names;
}

std::string_view builtin_profile_text(std::string_view name) {
  const BuiltinProfile* profile = find_builtin(name);
  if (profile == nullptr) fail_unknown(name);
  return profile->toml;
}

Profile load_profile(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  const std::span<const std::byte> bytes = mapped.bytes();
  return parse_profile({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.string());
}

Profile find_profile(std::string_view name_or_path) {
  if (name_or_path.ends_with(".toml")) return load_profile(name_or_path);
  if (const BuiltinProfile* profile = find_builtin(name_or_path))
    return parse_profile(profile->toml, profile->name);
  std::error_code ignored;  // a path that cannot be looked at is no path that exists
  if (std::filesystem::exists(name_or_path, ignored)) return load_profile(name_or_path);
  fail_unknown(name_or_path);
}

}  // namespace saa
