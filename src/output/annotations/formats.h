// Annotations as other tools read them. Polygons run along the edges of the pixels; a region of
// several parts is several polygons of one group, and holes are filled where a format knows none.
#pragma once

#include "output/annotations/annotated_image.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace saa {

/// Labels of all annotations, sorted, each once: the classes of a data set.
[[nodiscard]] std::vector<std::string> labels_of(std::span<const AnnotatedImage> images);

/// How COCO's annotations say where they are: polygons, which fill holes, or run lengths, exact.
enum class CocoMasks { polygons, run_lengths };

/// COCO object detection: images, categories (numbered from 1 as `labels`), annotations with their
/// score. Names of the images are relative to the folder that all inputs share.
[[nodiscard]] Json coco_json(std::span<const AnnotatedImage> images,
                             std::span<const std::string> labels, CocoMasks masks);

/// CVAT for images 1.1, polygons with the attribute "score".
[[nodiscard]] std::string cvat_xml(std::span<const AnnotatedImage> images,
                                   std::span<const std::string> labels);

/// LabelMe's file of one image.
/// @param picture path of the image relative to the file.
[[nodiscard]] Json labelme_json(const AnnotatedImage& image, const std::string& picture);

/// A class for each pixel: 0 nothing, else 1 + the place of the label in `labels` (at most 255);
/// where regions overlap, that of the better one.
/// @returns width * height values, row by row. @throws InputError for more labels.
[[nodiscard]] std::vector<std::uint8_t> class_map(const AnnotatedImage& image,
                                                  std::span<const std::string> labels);

/// The text beside such maps: the label of class n in line n.
[[nodiscard]] std::string label_lines(std::span<const std::string> labels);

}  // namespace saa
