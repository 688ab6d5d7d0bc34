#include "output/output_names.h"

#include <algorithm>
#include <map>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// "run" would write its result to run.json, which is the manifest of the run.
constexpr std::string_view kTakenName = "run";

}  // namespace

fs::path common_folder(std::span<const fs::path> folders) {
  if (folders.empty()) return {};
  fs::path common = folders.front();
  for (const fs::path& folder : folders.subspan(1)) {
    const auto parting = std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
    fs::path shared;
    for (auto part = common.begin(); part != parting.first; ++part) shared /= *part;
    common = shared;
  }
  return common;
}

std::vector<fs::path> output_names(std::span<const fs::path> images, const fs::path& base) {
  std::vector<fs::path> full;
  std::vector<fs::path> names;
  for (const fs::path& image : images) {
    full.push_back(image.lexically_relative(base));
    if (full.back() == kTakenName) full.back() += "~";
    names.push_back(fs::path(full.back()).replace_extension());
  }
  // An extension put back may meet another image's bare name ("part.png" and "part.png.jpg"), hence
  // the loop. It ends because full names differ and never change back.
  for (bool changed = true; changed;) {
    changed = false;
    std::map<fs::path, int> uses = {{kTakenName, 1}};
    for (const fs::path& name : names) ++uses[name];
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (uses[names[i]] == 1 || names[i] == full[i]) continue;
      names[i] = full[i];
      changed = true;
    }
  }
  return names;
}

}  // namespace saa
