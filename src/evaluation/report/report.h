// One HTML file that shows an evaluation: figures beside the published ones, curves, and the images
// themselves. It needs nothing beside it and no network.
#pragma once

#include "evaluation/category_result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <saa/image.h>
#include <string>
#include <utility>
#include <vector>

namespace saa {

/// An image as the gallery shows it.
struct ReportedImage {
  std::string name;                 ///< "scratch/000"
  std::string kind;                 ///< "good", or of its defect: "scratch"
  Image picture;                    ///< of any size but not empty
  std::vector<RegionMask> regions;  ///< that were kept, in pixels of the picture
};

struct ReportedCategory {
  CategoryResult result;
  const ScoredImages* scores = nullptr;  ///< what the result was taken from; not null
  /// The image with that index in `scores`. Called for those that are shown, one after the other.
  std::function<ReportedImage(std::size_t)> image;
};

struct ReportData {
  std::string title;                                       ///< "MVTec-AD with SAA+"
  std::vector<std::pair<std::string, std::string>> facts;  ///< of the run: name and value
  std::vector<std::string> notices;  ///< what a reader must know before the figures
  std::vector<ReportedCategory> categories;
  std::size_t images_per_category = 24;  ///< at most; 0: no gallery
};

/// Bytes that all pictures together may take. When a category's share of them is used up, its
/// gallery ends there and says so.
inline constexpr std::size_t kReportPictureBytes = 16U << 20U;

/// Writes the report. Images come worst first: a third of each gallery for the largest false
/// alarms, a third for the largest misses, the rest evenly over what remains, by the threshold with
/// the best F_p.
/// @throws IoError if it cannot be written; what the images' callbacks throw.
void write_report(const std::filesystem::path& path, const ReportData& data);

}  // namespace saa
