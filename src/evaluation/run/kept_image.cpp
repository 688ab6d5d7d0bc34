#include "evaluation/run/kept_image.h"

#include "core/atomic_file.h"
#include "core/mapped_file.h"
#include "pipeline/kept_parts.h"

#include <utility>

namespace saa {

KeptImage::KeptImage(std::filesystem::path file, std::string networks, const Image& image,
                     LruCache* memory)
    : file_(std::move(file)), networks_(std::move(networks)), image_(image), memory_(memory) {
  if (memory_ == nullptr || !std::filesystem::exists(file_)) return;
  const MappedFile mapped(file_);
  on_file_ = load_parts(mapped.bytes(), networks_, *memory_).value_or(0);
}

void KeptImage::save() {
  if (memory_ == nullptr || count_parts(*memory_, image_) <= on_file_) return;
  write_file_atomically(file_, save_parts(*memory_, image_, networks_));
}

}  // namespace saa
