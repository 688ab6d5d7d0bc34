// The result of one image as JSON, schema "saa.result/1": docs/result-schema.md describes every
// field, docs/result.schema.json checks it.
#pragma once

#include "output/json.h"

#include <filesystem>
#include <saa/result.h>
#include <string>
#include <string_view>

namespace saa {

inline constexpr std::string_view kResultSchema = "saa.result/1";
inline constexpr std::string_view kErrorSchema = "saa.error/1";

/// Where a result comes from: what the Result itself does not know.
struct Provenance {
  std::filesystem::path image;  ///< as the user named it
  std::string image_sha256;     ///< of the file's bytes
  std::string options_sha256;   ///< of all that may change a result (run_manifest.h)
  double read_seconds = 0;      ///< reading and decoding the file
  double seconds = 0;           ///< everything but writing
};

[[nodiscard]] Json result_json(const Result& result, const Provenance& provenance);

/// What stands in a result's place where an image has none. @param error one line.
[[nodiscard]] Json error_json(const std::filesystem::path& image, std::string_view error);

/// The mask of a region or object in a result's JSON, cut to its bounding box.
/// @throws nlohmann::json::exception if `mask` is not of the schema, InputError if its counts are
///         damaged.
[[nodiscard]] RegionMask read_mask_json(const Json& mask);

/// The row of a table that a result's JSON makes.
struct ResultSummary {
  double pred_score = 0;
  bool pred_label = false;
  int regions = 0;  ///< kept regions that show in the predicted mask
  double seconds = 0;
  bool operator==(const ResultSummary&) const = default;
};

/// @throws nlohmann::json::exception if `result` is not of the schema.
[[nodiscard]] ResultSummary summary_of(const Json& result);

}  // namespace saa
