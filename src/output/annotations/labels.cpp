#include "output/annotations/formats.h"

#include <algorithm>
#include <saa/error.h>
#include <set>

namespace saa {

std::vector<std::string> labels_of(std::span<const AnnotatedImage> images) {
  std::set<std::string> labels;
  for (const AnnotatedImage& image : images)
    for (const Annotation& annotation : image.annotations) labels.insert(annotation.label);
  return {labels.begin(), labels.end()};
}

std::vector<std::uint8_t> class_map(const AnnotatedImage& image,
                                    std::span<const std::string> labels) {
  constexpr std::size_t kMostLabels = 255;
  if (labels.size() > kMostLabels) {
    throw InputError("an indexed mask has room for " + std::to_string(kMostLabels) +
                     " labels, found " + std::to_string(labels.size()));
  }
  std::vector<std::uint8_t> classes(std::size_t(image.width) * std::size_t(image.height));
  // The best one last, over the others.
  for (auto a = image.annotations.rbegin(); a != image.annotations.rend(); ++a) {
    const auto label = std::ranges::lower_bound(labels, a->label) - labels.begin();
    const Mask& window = a->mask.window;
    for (int y = 0; y < window.height; ++y) {
      for (int x = 0; x < window.width; ++x) {
        if (window.at(x, y) == 0) continue;
        classes[std::size_t(a->mask.y + y) * std::size_t(image.width) +
                std::size_t(a->mask.x + x)] = static_cast<std::uint8_t>(label + 1);
      }
    }
  }
  return classes;
}

std::string label_lines(std::span<const std::string> labels) {
  std::string lines;
  for (const std::string& label : labels) lines += label + "\n";
  return lines;
}

}  // namespace saa
