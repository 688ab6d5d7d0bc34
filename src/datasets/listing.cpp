#include "datasets/listing.h"

#include "image/picture_extension.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// Calls visit(entry) for everything in a folder that is not hidden.
template <typename Visit>
void for_each_entry(const fs::path& folder, const Visit& visit) {
  try {
    for (const auto& entry : fs::directory_iterator(folder))
      if (!is_hidden(entry.path())) visit(entry);
  } catch (const fs::filesystem_error& error) {
    throw IoError("cannot read the folder " + folder.string() + ": " + error.code().message() +
                  "; make it readable");
  }
}

void collect(const fs::path& folder, const std::string& prefix, Depth depth,
             std::vector<Picture>& pictures) {
  for_each_entry(folder, [&](const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    if (is_folder(path)) {
      if (depth == Depth::tree && !entry.is_symlink())
        collect(path, prefix + path.filename().string() + "/", depth, pictures);
    } else if (has_picture_extension(path) && is_file(path)) {
      pictures.push_back({prefix + path.stem().string(), path});
    }
  });
}

}  // namespace

std::vector<Picture> pictures_in(const fs::path& folder, Depth depth) {
  if (!is_folder(folder)) throw InputError("there is no folder " + folder.string());
  std::vector<Picture> pictures;
  collect(folder, "", depth, pictures);
  std::ranges::sort(pictures, {}, [](const Picture& picture) {
    return std::pair<const std::string&, const fs::path&>(picture.name, picture.file);
  });
  return pictures;
}

std::vector<std::string> subfolders(const fs::path& folder) {
  std::vector<std::string> names;
  if (!is_folder(folder)) return names;
  for_each_entry(folder, [&names](const fs::directory_entry& entry) {
    if (is_folder(entry.path())) names.push_back(entry.path().filename().string());
  });
  std::ranges::sort(names);
  return names;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  if (names.empty()) return "nothing";
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

std::string found_in(const fs::path& folder) {
  std::vector<std::string> names;
  for_each_entry(folder, [&names](const fs::directory_entry& entry) {
    names.push_back(entry.path().filename().string() + (is_folder(entry.path()) ? "/" : ""));
  });
  std::ranges::sort(names);
  return some_of(names);
}

}  // namespace saa
