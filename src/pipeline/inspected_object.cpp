#include "pipeline/inspected_object.h"

#include "image/mask_geometry.h"
#include "pipeline/box_filters.h"
#include "pipeline/refine.h"

#include <algorithm>
#include <functional>
#include <span>

namespace saa {
namespace {

const std::string& object_name(const Profile& profile, ObjectName which) {
  const bool published = which == ObjectName::published && !profile.reference_object.empty();
  return published ? profile.reference_object : profile.object;
}

double largest_box_area(const Candidates& instances) {
  double largest = 0;
  for (const Region& instance : instances) largest = std::max(largest, double{instance.box.area()});
  return largest;
}

double largest_mask_area(const Candidates& instances) {
  std::int64_t largest = 0;
  for (const Region& instance : instances) largest = std::max(largest, instance.area);
  return static_cast<double>(largest);
}

RegionMask unite(std::span<const RegionMask> masks, int width, int height) {
  Mask whole(width, height);
  for (const RegionMask& mask : masks) {
    for (int y = 0; y < mask.window.height; ++y) {
      for (int x = 0; x < mask.window.width; ++x)
        whole.at(mask.x + x, mask.y + y) |= mask.window.at(x, y);
    }
  }
  return crop_to_region(whole);
}

/// Boxes of the instances: what the generator found, filtered, and cut down to the count expected.
Candidates propose_instances(const Image& image, GeneratorPass& generator, const Profile& profile,
                             const Choices& choices) {
  BoxLimits limits{.min_score = choices.box_threshold};
  if (choices.object_boxes == ObjectBoxes::below_share_of_count)
    limits.max_area = static_cast<double>(image.pixels()) / profile.object_count;
  Candidates instances =
      filter_boxes(generator.find_objects(object_name(profile, choices.object_name)),
                   /*prompt=*/-1, /*filtered_phrase=*/"", limits);
  std::erase_if(instances, [](const Region& instance) { return !instance.fate.kept(); });
  const auto count = std::size_t(profile.object_count);
  if (choices.object_boxes == ObjectBoxes::best_count && instances.size() > count) {
    std::ranges::stable_sort(instances, std::greater<>(),
                             [](const Region& instance) { return instance.scores.generator; });
    instances.resize(count);
  }
  return instances;
}

}  // namespace

InspectedObject find_object(const Image& image, GeneratorPass& generator, RefinerPass& refiner,
                            const Profile& profile, const Choices& choices,
                            std::vector<std::string>& notices) {
  Candidates instances =
      refine_objects(refiner, image, propose_instances(image, generator, profile, choices));
  InspectedObject object;
  object.area = choices.property_target == PropertyTarget::boxes ? largest_box_area(instances)
                                                                 : largest_mask_area(instances);
  for (Region& instance : instances)
    if (!instance.mask.empty()) object.masks.push_back(std::move(instance.mask));
  object.mask = unite(object.masks, image.width, image.height);
  if (object.area <= 0) {
    object.area = static_cast<double>(image.pixels());
    notices.push_back("no '" + object_name(profile, choices.object_name) +
                      "' was found: area limits refer to the whole image");
  }
  return object;
}

}  // namespace saa
