#include "output/annotations/annotated_image.h"

#include "output/result_json.h"

#include <saa/error.h>
#include <utility>

namespace saa {
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
                                   .mask = read_mask_json(region.at("mask"))});
    }
    return image;
  } catch (const nlohmann::json::exception& error) {
    throw InputError("the result of " + name.string() + " cannot be read: " + error.what());
  }
}

}  // namespace saa
