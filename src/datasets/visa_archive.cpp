#include "datasets/visa_archive.h"

#include "datasets/listing.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTable = "split_csv/1cls.csv";
constexpr std::string_view kHeader = "object,split,label,image,mask";

/// One line of the table; paths are relative to the root.
struct Row {
  std::string object;
  std::string split;
  std::string label;
  std::string image;
  std::string mask;  ///< empty for normal images
};

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> values(1);
  for (const char c : line) {
    if (c == ',') {
      values.emplace_back();
    } else {
      values.back() += c;
    }
  }
  return values;
}

[[noreturn]] void bad_line(const fs::path& table, std::size_t number, const std::string& line,
                           const std::string& expected) {
  throw InputError(table.string() + ", line " + std::to_string(number) + ": expected " + expected +
                   ", found \"" + line.substr(0, 100) + "\"; unpack the data set again");
}

Row read_row(const fs::path& table, std::size_t number, const std::string& line) {
  const std::vector<std::string> values = fields(line);
  constexpr std::size_t kFields = 5;
  if (values.size() != kFields) bad_line(table, number, line, "object,split,label,image,mask");
  Row row{values[0], values[1], values[2], values[3], values[4]};
  if (row.label != "normal" && row.label != "anomaly")
    bad_line(table, number, line, "normal or anomaly in the third field");
  if (row.label == "anomaly" && row.mask.empty())
    bad_line(table, number, line, "the mask of an anomaly in the fifth field");
  return row;
}

std::vector<Row> read_table(const fs::path& table) {
  std::ifstream in(table);
  if (!in) {
    throw InputError("expected the table " + table.string() +
                     " that says which images are for testing, found none that can be read; "
                     "unpack the data set again");
  }
  std::vector<Row> rows;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (number == 1) {
      if (line != kHeader) bad_line(table, number, line, std::string(kHeader));
    } else if (!line.empty()) {
      rows.push_back(read_row(table, number, line));
    }
  }
  return rows;
}

/// Finds files whose extension may be written in another case, or be another one, than the table
/// says.
class FileFinder {
 public:
  explicit FileFinder(fs::path root) : root_(std::move(root)) {}

  /// Empty if there is none; then `missing()` has it.
  fs::path find(const std::string& relative) {
    const fs::path file = root_ / relative;
    const auto& folder = listing(file.parent_path());
    const auto found = folder.find(file.stem().string());
    if (found != folder.end()) return found->second;
    missing_.push_back(relative);
    return {};
  }

  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

 private:
  using Listing = std::map<std::string, fs::path>;

  const Listing& listing(const fs::path& folder) {
    const auto [place, is_new] = listings_.try_emplace(folder);
    if (is_new && is_folder(folder))
      for (Picture& picture : pictures_in(folder))
        place->second.emplace(picture.name, picture.file);
    return place->second;
  }

  fs::path root_;
  std::map<fs::path, Listing> listings_;
  std::vector<std::string> missing_;
};

Sample sample_of(const Row& row, FileFinder& files) {
  const bool is_normal = row.label == "normal";
  const std::string kind = is_normal ? "good" : "bad";
  return {.name = kind + "/" + fs::path(row.image).stem().string(),
          .kind = kind,
          .image = files.find(row.image),
          .mask = is_normal ? fs::path() : files.find(row.mask),
          .mask_has_classes = !is_normal};
}

Category category_of(const std::string& name, const std::vector<Row>& rows,
                     const std::string& split, const fs::path& root) {
  Category category{.name = name, .profile = "visa/" + name, .samples = {}};
  FileFinder files(root);
  for (const Row& row : rows)
    if (row.object == name && row.split == split) category.samples.push_back(sample_of(row, files));
  if (!files.missing().empty()) {
    throw InputError(root.string() + " lacks " + std::to_string(files.missing().size()) +
                     " files that " + kTable + " lists for " + name + ": " +
                     some_of(files.missing()) +
                     "; unpack the data set again, or choose other "
                     "categories with --category");
  }
  if (category.samples.empty()) {
    throw InputError((root / kTable).string() + " lists no " + split + " images of " + name +
                     "; unpack the data set again");
  }
  return category;
}

}  // namespace

bool is_visa_archive(const fs::path& root, std::span<const std::string> classes) {
  return is_file(root / kTable) || std::ranges::any_of(classes, [&](const std::string& name) {
           return is_folder(root / name / "Data" / "Images");
         });
}

std::vector<Category> open_visa_archive(const fs::path& root, const DatasetOptions& options) {
  const std::vector<Row> rows = read_table(root / kTable);
  const bool some_are_there = std::ranges::any_of(
      options.categories, [&](const std::string& name) { return is_folder(root / name); });
  std::vector<Category> categories;
  for (const std::string& name : options.categories)
    if (options.all_categories || !some_are_there || is_folder(root / name))
      categories.push_back(category_of(name, rows, options.split, root));
  return categories;
}

}  // namespace saa
