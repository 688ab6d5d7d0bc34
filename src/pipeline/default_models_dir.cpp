#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <link.h>
#include <saa/segmenter.h>
#include <string_view>
#include <system_error>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// Folders above the library or program that may be its prefix: bin/ and lib/ are one below it,
/// Debian's lib/x86_64-linux-gnu/ two.
constexpr int kMostLevels = 3;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The file that this code was loaded from: libsaa.so, or a program that contains it. Empty if the
/// system does not say.
fs::path own_file() {
  static const char here = 0;
  Dl_info info{};
  link_map* map = nullptr;
  if (dladdr1(&here, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0) return {};
  const bool is_program = map == nullptr || *map->l_name == '\0';
  std::error_code unknown;
  return fs::canonical(is_program ? fs::path("/proc/self/exe") : fs::path(map->l_name), unknown);
}

fs::path beside_own_prefix() {
  fs::path prefix = own_file().parent_path();
  for (int level = 0; level < kMostLevels && prefix.has_relative_path(); ++level) {
    prefix = prefix.parent_path();
    fs::path models = prefix / "share/saa/models";
    std::error_code unreadable;
    if (fs::is_directory(models, unreadable)) return models;
  }
  return {};
}

fs::path in_users_data() {
  fs::path data = environment("XDG_DATA_HOME");
  if (data.empty()) data = fs::path(environment("HOME")) / ".local/share";
  return data / "saa/models";
}

}  // namespace

fs::path default_models_dir() {
  if (const std::string_view chosen = environment("SAA_MODELS"); !chosen.empty()) return chosen;
  if (fs::path models = beside_own_prefix(); !models.empty()) return models;
  return in_users_data();
}

}  // namespace saa
