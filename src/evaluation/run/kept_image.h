// What the networks said of an image, between a method's memory and a file.
#pragma once

#include "core/lru_cache.h"

#include <cstddef>
#include <filesystem>
#include <saa/image.h>
#include <string>

namespace saa {

class KeptImage {
 public:
  /// Fills `memory` from the file, if there is one and it is of the same networks. Borrows image
  /// and memory. @param memory null: nothing is kept.
  KeptImage(std::filesystem::path file, std::string networks, const Image& image, LruCache* memory);

  /// Writes the file if the memory holds more of the image than it did.
  /// @throws IoError if it cannot be written.
  void save();

 private:
  std::filesystem::path file_;
  std::string networks_;
  const Image& image_;
  LruCache* memory_;
  std::size_t on_file_ = 0;
};

}  // namespace saa
