// The annotations of a whole run beside its results.
#pragma once

#include "output/annotations/annotated_image.h"

#include <filesystem>
#include <set>
#include <span>

namespace saa {

enum class AnnotationFormat {
  coco,      ///< annotations_coco.json, polygons
  coco_rle,  ///< annotations_coco_rle.json, run lengths
  cvat,      ///< annotations_cvat.xml, CVAT for images 1.1
  labelme,   ///< NAME_labelme.json for each image
  masks      ///< NAME_classes.png for each image, annotations_labels.txt for all
};

/// Writes each file whole or not at all, in place of an older one.
/// @param folder of the run's results, which `AnnotatedImage::name` is relative to.
/// @throws IoError if a file cannot be written, InputError for more labels than `masks` can number.
void write_annotations(const std::filesystem::path& folder, std::span<const AnnotatedImage> images,
                       const std::set<AnnotationFormat>& formats);

}  // namespace saa
