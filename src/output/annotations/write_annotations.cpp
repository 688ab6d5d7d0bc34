#include "output/annotations/write_annotations.h"

#include "core/atomic_file.h"
#include "image/indexed_png.h"
#include "output/annotations/formats.h"

#include <string>

namespace saa {
namespace {

namespace fs = std::filesystem;

void write_labelme(const fs::path& folder, std::span<const AnnotatedImage> images) {
  for (const AnnotatedImage& image : images) {
    const fs::path file = fs::absolute(folder / image.name).lexically_normal();
    const fs::path picture = fs::absolute(image.file).lexically_relative(file.parent_path());
    write_file_atomically(file.string() + "_labelme.json",
                          json_page(labelme_json(image, picture.string())));
  }
}

void write_masks(const fs::path& folder, std::span<const AnnotatedImage> images,
                 std::span<const std::string> labels) {
  for (const AnnotatedImage& image : images) {
    write_file_atomically((folder / image.name).string() + "_classes.png",
                          encode_indexed_png(class_map(image, labels), image.width, image.height));
  }
  write_file_atomically(folder / "annotations_labels.txt", label_lines(labels));
}

}  // namespace

void write_annotations(const fs::path& folder, std::span<const AnnotatedImage> images,
                       const std::set<AnnotationFormat>& formats) {
  const std::vector<std::string> labels = labels_of(images);
  const auto write_coco = [&](const char* name, CocoMasks masks) {
    write_file_atomically(folder / name, json_page(coco_json(images, labels, masks)));
  };
  for (const AnnotationFormat format : formats) {
    switch (format) {
      case AnnotationFormat::coco:
        write_coco("annotations_coco.json", CocoMasks::polygons);
        break;
      case AnnotationFormat::coco_rle:
        write_coco("annotations_coco_rle.json", CocoMasks::run_lengths);
        break;
      case AnnotationFormat::cvat:
        write_file_atomically(folder / "annotations_cvat.xml", cvat_xml(images, labels));
        break;
      case AnnotationFormat::labelme:
        write_labelme(folder, images);
        break;
      case AnnotationFormat::masks:
        write_masks(folder, images, labels);
        break;
    }
  }
}

}  // namespace saa
