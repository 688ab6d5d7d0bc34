// A data set as the evaluation sees it: categories of test images, each with what is true of it.
#pragma once

#include <filesystem>
#include <optional>
#include <saa/image.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

enum class DatasetKind { mvtec, visa, ksdd2, mtd, folder };

/// "mvtec", "visa", … as on the command line.
[[nodiscard]] const char* dataset_name(DatasetKind kind);

/// One test image.
struct Sample {
  /// Unique in its category and usable as a relative path: "scratch/000", "MT_Break/exp1_num_4".
  std::string name;
  std::string kind;             ///< "good", or the defect's folder: "scratch", "MT_Break", "bad"
  std::filesystem::path image;  ///< exists
  std::filesystem::path mask;   ///< exists; empty: the image is normal
};

struct Category {
  std::string name;     ///< "carpet"; data sets of one class are their own category ("mtd")
  std::string profile;  ///< of its published prompts: "mvtec/carpet"; "default" for a folder
  std::vector<Sample> samples;  ///< sorted by name
};

struct Dataset {
  DatasetKind kind = DatasetKind::folder;
  std::string split;  ///< "test"; for KolektorSDD2 also "reference"; "all" where there is none
  std::filesystem::path root;
  std::vector<Category> categories;  ///< in the published order
};

struct DatasetOptions {
  /// Only these, in any order; empty: all that the data set has.
  std::vector<std::string> categories;
  std::string split;  ///< "" : the official one
  /// For DatasetKind::folder, relative to the root or absolute.
  std::filesystem::path normal_dir = "good";
  std::vector<std::filesystem::path> abnormal_dirs{};  ///< empty: every other folder but mask_dir
  std::filesystem::path mask_dir = "mask";
};

/// Finds images and masks by their published names and layout; the extensions' case is ignored.
/// Reads no picture.
/// @throws InputError if the tree is not the data set's or is incomplete (what was expected, what
///         was found), UsageError for an unknown category or split with the nearest.
[[nodiscard]] Dataset open_dataset(DatasetKind kind, const std::filesystem::path& root,
                                   const DatasetOptions& options = {});

/// The kind whose layout `root` has, or nothing.
[[nodiscard]] std::optional<DatasetKind> recognise_dataset(const std::filesystem::path& root);

/// Which grey value of a mask is a defect.
enum class MaskRule {
  above_zero,  ///< > 0, as the published code
  above_half   ///< > 127
};

/// The sample's defect pixels in the mask file's own size; 0 or 1. Normal samples have no file and
/// get an empty mask of `width` x `height`.
/// @throws InputError or IoError if the mask cannot be read.
[[nodiscard]] Mask read_truth(const Sample& sample, MaskRule rule, int width, int height);

}  // namespace saa
