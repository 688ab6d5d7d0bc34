#include "image/mask_geometry.h"
#include "image/outlines.h"
#include "image/run_lengths.h"
#include "output/annotations/formats.h"

#include <algorithm>
#include <saa/version.h>

namespace saa {
namespace {

Json polygons(const RegionMask& mask) {
  Json polygons = Json::array();
  for (const Outline& outline : outlines(mask)) {
    if (outline.is_hole) continue;
    Json numbers = Json::array();
    for (const Corner& corner : outline.corners) {
      numbers.push_back(corner.x);
      numbers.push_back(corner.y);
    }
    polygons.push_back(std::move(numbers));
  }
  return polygons;
}

Json segmentation(const RegionMask& mask, const AnnotatedImage& image, CocoMasks masks) {
  if (masks == CocoMasks::polygons) return polygons(mask);
  return {{"size", {image.height, image.width}},
          {"counts", compressed_counts(run_lengths(mask, image.width, image.height))}};
}

Json bbox(const RegionMask& mask) {
  return {mask.x, mask.y, mask.window.width, mask.window.height};
}

}  // namespace

Json coco_json(std::span<const AnnotatedImage> images, std::span<const std::string> labels,
               CocoMasks masks) {
  Json coco = {{"info", {{"description", "anomalies found by saa"}, {"version", kVersion}}},
               {"licenses", Json::array()},
               {"images", Json::array()},
               {"categories", Json::array()},
               {"annotations", Json::array()}};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    coco["categories"].push_back(
        {{"id", i + 1}, {"name", labels[i]}, {"supercategory", kAnomalyLabel}});
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    const AnnotatedImage& image = images[i];
    coco["images"].push_back(
        {{"id", i + 1},
         {"file_name", (image.name.parent_path() / image.file.filename()).string()},
         {"width", image.width},
         {"height", image.height}});
    for (const Annotation& a : image.annotations) {
      const auto label = std::ranges::lower_bound(labels, a.label) - labels.begin();
      coco["annotations"].push_back({{"id", coco["annotations"].size() + 1},
                                     {"image_id", i + 1},
                                     {"category_id", label + 1},
                                     {"segmentation", segmentation(a.mask, image, masks)},
                                     {"bbox", bbox(a.mask)},
                                     {"area", area(a.mask)},
                                     {"iscrowd", 0},
                                     {"score", json_number(a.score)}});
    }
  }
  return coco;
}

}  // namespace saa
