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

/// The kind of that name. @throws UsageError that lists the names and names the nearest.
[[nodiscard]] DatasetKind dataset_kind(std::string_view name);

/// One test image.
struct Sample {
  /// Unique in its category and usable as a relative path: "scratch/000", "MT_Break/exp1_num_4",
  /// "20005" (KolektorSDD2).
  std::string name;
  std::string kind;             ///< "good", or the defect's folder: "scratch", "MT_Break", "bad"
  std::filesystem::path image;  ///< exists
  std::filesystem::path mask;   ///< exists; empty: the image is normal
  /// The mask's values number the kinds of defect (VisA's raw archive: 1 to 9) and are no grey
  /// levels: all above 0 count under every MaskRule.
  bool mask_has_classes = false;
};

struct Category {
  std::string name;     ///< "carpet"; data sets of one class are their own category ("mtd")
  std::string profile;  ///< of its published prompts: "mvtec/carpet"; "default" for a folder
  std::vector<Sample> samples;  ///< sorted by name
};

struct Dataset {
  DatasetKind kind = DatasetKind::folder;
  /// "test", or "train" (normal images only); for KolektorSDD2 "test", or "reference": the folder
  /// "train", which the published code evaluates; "all" where there is no split.
  std::string split;
  std::filesystem::path root;
  std::vector<Category> categories;  ///< in the published order
};

struct DatasetOptions {
  /// Only these, in any order; empty: all that the data set has.
  std::vector<std::string> categories;
  std::string split;  ///< "" : the official one
  /// False: categories of which nothing is there are left out, as long as one is there.
  bool all_categories = true;
  /// For DatasetKind::folder, relative to the root or absolute.
  std::filesystem::path normal_dir = "good";
  std::vector<std::filesystem::path> abnormal_dirs{};  ///< empty: every other folder but mask_dir
  std::filesystem::path mask_dir = "mask";
};

/// Finds images and masks by their published names and layout; the extensions' case is ignored,
/// hidden files and what is no picture are passed by. VisA is read from the archive as it is (with
/// split_csv/1cls.csv) or as the published code converts it, from its root, "1cls" or the folder
/// around it. KolektorSDD2 and MTD give a mask to every image: those are read, and the image is
/// normal if nothing in its mask is above 0, as the published code has it. Of the other data sets
/// no picture is read.
/// @throws InputError if the tree is not the data set's or is incomplete (what was expected, what
///         was found), UsageError for an unknown category or split with the nearest.
[[nodiscard]] Dataset open_dataset(DatasetKind kind, const std::filesystem::path& root,
                                   const DatasetOptions& options = {});

/// The kind whose layout `root` has, whole or in part, or nothing. A `folder` is recognised by its
/// default names.
[[nodiscard]] std::optional<DatasetKind> recognise_dataset(const std::filesystem::path& root);

struct FoundDataset {
  DatasetKind kind = DatasetKind::folder;
  std::filesystem::path root;
};

/// The published data sets in or right below a folder, one of a kind, in the order of DatasetKind:
/// the folder itself if it is one, else what its subfolders hold, whatever they are called. Where
/// two hold the same, the one with the name that the published code uses (mvtec_anomaly_detection,
/// VisA_pytorch, KolektorSDD2, Magnetic-tile-defect) is taken, else the first by name.
[[nodiscard]] std::vector<FoundDataset> find_datasets(const std::filesystem::path& folder);

/// Which grey value of a mask is a defect.
enum class MaskRule {
  above_zero,  ///< > 0, as the published code
  above_half   ///< > 127
};

/// The sample's defect pixels in the mask file's own size; 0 or 1. Masks may be grey, coloured (any
/// channel counts) or of 16 bits (above_half is above 127 of 255 then, too). Normal samples have no
/// file and get a mask of `width` x `height` in which nothing is set.
/// @throws InputError or IoError if the mask cannot be read.
[[nodiscard]] Mask read_truth(const Sample& sample, MaskRule rule, int width, int height);

}  // namespace saa
