// A result as annotation formats see it: labelled regions of an image.
#pragma once

#include "output/json.h"

#include <filesystem>
#include <saa/image.h>
#include <string>
#include <vector>

namespace saa {

struct Annotation {
  std::string label;  ///< the phrase of the region, "anomaly" where it has none; one line of UTF-8
  double score = 0;
  RegionMask mask;  ///< not empty
};

struct AnnotatedImage {
  std::filesystem::path file;  ///< the picture, as the user named it
  std::filesystem::path name;  ///< of its results, relative to their folder
  int width = 0;
  int height = 0;
  std::vector<Annotation> annotations;  ///< best first
};

/// What stands for a region without a phrase.
inline constexpr const char* kAnomalyLabel = "anomaly";

/// The regions that the predicted mask shows, from a result's JSON (result_json.h).
/// @throws InputError if the JSON is not a result.
[[nodiscard]] AnnotatedImage annotated_image(const Json& result, std::filesystem::path name);

}  // namespace saa
