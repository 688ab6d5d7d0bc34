#include "image/outlines.h"
#include "output/annotations/formats.h"

#include <fmt/format.h>

namespace saa {
namespace {

/// The version of LabelMe whose files look like this.
constexpr const char* kLabelMeVersion = "5.4.1";

Json points(const Outline& outline) {
  Json points = Json::array();
  for (const Corner& corner : outline.corners) points.push_back({corner.x, corner.y});
  return points;
}

}  // namespace

Json labelme_json(const AnnotatedImage& image, const std::string& picture) {
  Json shapes = Json::array();
  for (std::size_t a = 0; a < image.annotations.size(); ++a) {
    const Annotation& annotation = image.annotations[a];
    for (const Outline& outline : outlines(annotation.mask)) {
      if (outline.is_hole) continue;
      shapes.push_back({{"label", annotation.label},
                        {"points", points(outline)},
                        {"group_id", a + 1},
                        {"description", fmt::format("score {:.4f}", annotation.score)},
                        {"shape_type", "polygon"},
                        {"flags", Json::object()}});
    }
  }
  return {{"version", kLabelMeVersion}, {"flags", Json::object()}, {"shapes", std::move(shapes)},
          {"imagePath", picture},       {"imageData", nullptr},    {"imageHeight", image.height},
          {"imageWidth", image.width}};
}

}  // namespace saa
