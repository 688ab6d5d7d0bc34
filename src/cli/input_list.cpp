#include "cli/input_list.h"

#include "image/picture_extension.h"
#include "output/output_folder.h"
#include "output/output_names.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <glob.h>
#include <iterator>
#include <saa/error.h>
#include <set>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// Absolute, without ".", ".." or a slash at the end; links are not resolved. Nothing of nothing.
fs::path place_of(const fs::path& path) {
  if (path.empty()) return {};
  const fs::path place = fs::absolute(path).lexically_normal();
  return place.has_filename() ? place : place.parent_path();
}

/// "part.jpg" for "./part.jpg", so that an image is called the same in "." and alone.
fs::path without_dot(const fs::path& path) {
  const std::string text = path.string();
  return text.starts_with("./") ? fs::path(text.substr(2)) : path;
}

/// Images below a folder, sorted.
std::vector<fs::path> walk(const fs::path& folder, const fs::path& out) {
  std::vector<fs::path> images;
  try {
    fs::recursive_directory_iterator entry(folder);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
      const fs::path& path = entry->path();
      if (entry->is_directory()) {
        if (is_hidden(path) || place_of(path) == out || holds_results(path))
          entry.disable_recursion_pending();
      } else if (!is_hidden(path) && has_picture_extension(path)) {
        images.push_back(path);
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw IoError("cannot read the folder " + error.path1().string() + ": " +
                  error.code().message() + "; make it readable or name other folders");
  }
  std::ranges::sort(images);
  return images;
}

/// Matches, sorted by bytes.
std::vector<std::string> expand(const std::string& pattern) {
  ::glob_t found{};
  std::vector<std::string> matches;
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    matches.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::ranges::sort(matches);
  return matches;
}

/// A list's paths: ended by zero bytes if there are any, else lines, with or without "\r".
std::vector<std::string> read_list(std::istream& in) {
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const char separator = text.find('\0') != std::string::npos ? '\0' : '\n';
  std::vector<std::string> paths;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    std::string path = text.substr(start, end - start);
    if (separator == '\n' && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) paths.push_back(std::move(path));
    start = end + 1;
  }
  return paths;
}

class Collector {
 public:
  explicit Collector(const fs::path& out) : out_(place_of(out)) {}

  void add_word(const std::string& word) {
    if (word.empty()) throw UsageError("an empty word names no image");
    std::error_code ignored;
    const bool is_glob = word.find_first_of("*?[") != std::string::npos;
    if (!is_glob || fs::exists(word, ignored)) return add_path(word);
    const std::vector<std::string> matches = expand(word);
    if (matches.empty()) throw UsageError("no file matches '" + word + "'; check the pattern");
    for (const std::string& match : matches) add_path(match);
  }

  void add_path(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      folders_.push_back(place_of(path).parent_path());
      return add_image(path);
    }
    folders_.push_back(place_of(path));
    const std::vector<fs::path> images = walk(path, out_);
    if (images.empty()) {
      throw UsageError("no images (.png, .jpg, .tif, …) in the folder " + path.string() +
                       "; files with other endings have to be named one by one");
    }
    for (const fs::path& image : images) add_image(image);
  }

  [[nodiscard]] std::vector<InputImage> images() const {
    const std::vector<fs::path> names = output_names(places_, common_folder(folders_));
    std::vector<InputImage> images;
    for (std::size_t i = 0; i < files_.size(); ++i) images.push_back({files_[i], names[i]});
    return images;
  }

 private:
  void add_image(const fs::path& file) {
    const fs::path place = place_of(file);
    if (!seen_.insert(place).second) return;
    files_.push_back(without_dot(file));
    places_.push_back(place);
  }

  fs::path out_;
  std::vector<fs::path> files_;
  std::vector<fs::path> places_;   ///< of the files
  std::vector<fs::path> folders_;  ///< those given, and the parents of files given
  std::set<fs::path> seen_;
};

void add_list(Collector& collector, std::istream& in, const std::string& name) {
  const std::vector<std::string> paths = read_list(in);
  if (paths.empty()) throw UsageError("the list " + name + " is empty; it takes one path a line");
  for (const std::string& path : paths) collector.add_path(path);
}

}  // namespace

std::vector<InputImage> collect_images(const InputWords& input, std::istream& in) {
  if (input.words.empty() && input.list.empty())
    throw UsageError("no image given; name files, folders or globs, or '-' for a list");
  Collector collector(input.out);
  for (const std::string& word : input.words) {
    if (word == "-") {
      add_list(collector, in, "on standard input");
    } else {
      collector.add_word(word);
    }
  }
  if (input.list == "-") {
    add_list(collector, in, "on standard input");
  } else if (!input.list.empty()) {
    std::ifstream list(input.list);
    // A folder opens well enough and fails at the first byte.
    if (!list || (list.peek(), list.bad()))
      throw UsageError("cannot read the list " + input.list.string() + ": " + std::strerror(errno) +
                       "; --list takes a file with one path a line");
    add_list(collector, list, input.list.string());
  }
  return collector.images();
}

std::vector<fs::path> files_of(const std::vector<InputImage>& images) {
  std::vector<fs::path> files;
  files.reserve(images.size());
  for (const InputImage& image : images) files.push_back(image.file);
  return files;
}

}  // namespace saa::cli
