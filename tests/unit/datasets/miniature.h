// Data sets of a few small pictures, laid out as the published ones.
#pragma once

#include "core/atomic_file.h"
#include "datasets/dataset.h"
#include "image/write.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa::test {

/// A grey picture of 4 x 2 pixels, all of one value but the first. The bytes are PNG whatever the
/// file is called, which read_image does not mind.
inline void picture(const std::filesystem::path& file, std::uint8_t first = 90,
                    std::uint8_t others = 90) {
  Image image{.width = 4, .height = 2, .rgb = std::vector<std::uint8_t>(24, others)};
  std::fill_n(image.rgb.begin(), 3, first);
  write_file_atomically(file, encode_png(image));
}

inline void mask(const std::filesystem::path& file, std::uint8_t level = 255) {
  picture(file, level, 0);
}

/// A class in MVTec-AD's layout: a normal image, defects of one kind, and a normal one to train on.
inline void class_tree(const std::filesystem::path& folder, const std::string& defect,
                       const std::string& extension, const std::string& mask_suffix) {
  picture(folder / "train/good" / ("000" + extension));
  picture(folder / "test/good" / ("000" + extension));
  for (const std::string name : {"000", "001"}) {
    picture(folder / "test" / defect / (name + extension));
    mask(folder / "ground_truth" / defect / (name + mask_suffix + ".png"));
  }
}

inline std::vector<std::string> names(const Category& category) {
  std::vector<std::string> all;
  for (const Sample& sample : category.samples) all.push_back(sample.name);
  return all;
}

inline std::vector<std::string> anomalous(const Category& category) {
  std::vector<std::string> all;
  for (const Sample& sample : category.samples)
    if (!sample.mask.empty()) all.push_back(sample.name);
  return all;
}

/// The message of the error that opening throws; fails if it throws none.
template <typename E>
std::string complaint(DatasetKind kind, const std::filesystem::path& root,
                      const DatasetOptions& options = {}) {
  try {
    static_cast<void>(open_dataset(kind, root, options));
  } catch (const E& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

inline DatasetOptions only(const std::string& category, const std::string& split = "") {
  DatasetOptions options;
  options.categories = {category};
  options.split = split;
  return options;
}

}  // namespace saa::test
