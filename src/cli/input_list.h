// From the words of the command line to the images that are meant.
#pragma once

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

namespace saa::cli {

struct InputImage {
  std::filesystem::path file;  ///< as the user named it, or found below a folder so named
  std::filesystem::path name;  ///< of its outputs, relative to --out (output_names.h)
};

struct InputWords {
  std::vector<std::string> words;  ///< files, folders, globs; "-" stands for a list on `in`
  std::filesystem::path list;      ///< file with one path a line, "-" for `in`; empty: none
  std::filesystem::path out;       ///< results are never taken for images; empty: there are none
};

/// The images in the order of the words, those of a folder or glob sorted by path, none twice:
///  - a folder gives all files below it with an image's extension, in any case; hidden ones, linked
///    folders, `out` and folders that hold the results of a run are passed by;
///  - a word with "*", "?" or "[" that is no file is a glob, and each match counts as a word;
///  - a list holds one file or folder a line, or ends each with a zero byte (find -print0);
///  - any other word is a file, whether it is there or not: reading it will tell.
/// Names follow output_names(), relative to the deepest folder that contains every folder given and
/// the parents of all files given.
/// @throws UsageError if a folder or glob gives nothing, or nothing is given; IoError if a folder
/// or
///         list cannot be read.
[[nodiscard]] std::vector<InputImage> collect_images(const InputWords& input, std::istream& in);

/// Without their names.
[[nodiscard]] std::vector<std::filesystem::path> files_of(const std::vector<InputImage>& images);

}  // namespace saa::cli
