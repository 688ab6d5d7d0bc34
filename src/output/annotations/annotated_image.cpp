#include "output/annotations/annotated_image.h"

#include "image/mask_geometry.h"
#include "image/run_lengths.h"

#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

RegionMask mask_of(const Json& mask) {
  const RunLengths runs =
      parse_compressed_counts(mask.at("counts").get<std::string>(),
                              mask.at("size").at(1).get<int>(), mask.at("size").at(0).get<int>());
  return crop_to_region(decode_run_lengths(runs));
}

}  // namespace

AnnotatedImage annotated_image(const Json& result, std::filesystem::path name) {
  try {
    const Json& picture = result.at("image");
    AnnotatedImage image{.file = picture.at("path").get<std::string>(),
                         .name = std::move(name),
                         .width = picture.at("width").get<int>(),
                         .height = picture.at("height").get<int>(),
                         .annotations = {}};
    for (const Json& region : result.at("regions")) {
      if (!region.at("anomalous").get<bool>() || region.at("mask").is_null()) continue;
      const auto phrase = region.at("phrase").get<std::string>();
      image.annotations.push_back({.label = phrase.empty() ? kAnomalyLabel : phrase,
                                   .score = region.at("scores").at("rescored").get<double>(),
                                   .mask = mask_of(region.at("mask"))});
    }
    return image;
  } catch (const nlohmann::json::exception& error) {
    throw InputError("the result of " + name.string() + " cannot be read: " + error.what());
  }
}

}  // namespace saa
