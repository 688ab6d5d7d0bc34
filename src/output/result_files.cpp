#include "output/result_files.h"

#include "core/atomic_file.h"
#include "image/overlay.h"
#include "image/write.h"
#include "output/result_json.h"

#include <fstream>

namespace saa {
namespace {

namespace fs = std::filesystem;

fs::path with_ending(fs::path name, const char* ending) {
  name += ending;  // not replace_extension: "part.v2" has none
  return name;
}

void remove_file(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  // A folder that is missing, or is a file, holds no earlier result either.
  if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
    throw OutputError("cannot remove the earlier result " + file.string() + ": " + error.message() +
                      "; make it writable or choose another folder with --out");
}

}  // namespace

ResultFiles::ResultFiles(const fs::path& name)
    : json_(with_ending(name, ".json")),
      anomaly_map_(with_ending(name, "_anomaly_map.png")),
      float_map_(with_ending(name, "_anomaly_map.npy")),
      mask_(with_ending(name, "_mask.png")),
      overlay_(with_ending(name, "_overlay.png")) {}

void ResultFiles::write(const Image& image, const Result& result, const Json& json,
                        const WantedFiles& wanted) const {
  remove();
  try {
    write_file_atomically(anomaly_map_, encode_map_png(result.anomaly_map));
    if (wanted.float_map) write_file_atomically(float_map_, encode_npy(result.anomaly_map));
    write_file_atomically(mask_, encode_png(result.pred_mask));
    if (wanted.overlay) write_file_atomically(overlay_, encode_png(draw_overlay(image, result)));
    write_file_atomically(json_, json_page(json));
  } catch (const IoError& error) {
    remove();  // half a result is of no use, and a full disk of some
    throw OutputError(error.what());
  }
}

void ResultFiles::remove() const {
  for (const fs::path* file : {&json_, &anomaly_map_, &float_map_, &mask_, &overlay_})
    remove_file(*file);
}

std::optional<Json> ResultFiles::finished(const std::string& image_sha256,
                                          const std::string& options_sha256,
                                          const WantedFiles& wanted) const {
  try {
    std::ifstream file(json_);
    Json json = Json::parse(file);
    const bool is_same = json.at("schema") == kResultSchema &&
                         json.at("image").at("sha256") == image_sha256 &&
                         json.at("options_sha256") == options_sha256;
    std::error_code ignored;
    const bool is_whole = fs::exists(anomaly_map_, ignored) && fs::exists(mask_, ignored) &&
                          (!wanted.overlay || fs::exists(overlay_, ignored)) &&
                          (!wanted.float_map || fs::exists(float_map_, ignored));
    static_cast<void>(summary_of(json));
    if (is_same && is_whole) return json;
  } catch (const Json::exception&) {
    // Missing, or not a result: not finished.
  }
  return std::nullopt;
}

}  // namespace saa
