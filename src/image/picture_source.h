// The bytes of one picture file, with what is needed to judge and to complain about them.
#pragma once

#include <cstdint>
#include <saa/image.h>
#include <span>
#include <string>

namespace saa {

struct PictureSource {
  std::span<const std::uint8_t> bytes;
  std::string name;  ///< the file, for messages
  ReadLimits limits;
  /// 16 bits and fractions become 8 bits rounded up, not to the nearest: no value above 0 becomes
  /// 0.
  bool rounds_up = false;

  /// Called with the size that a header states, before anything of that size is allocated.
  /// @throws InputError if it has no pixels or more than the limits allow.
  void check_size(std::int64_t width, std::int64_t height) const;

  /// @throws InputError always: "<name> is damaged: <what>".
  [[noreturn]] void damaged(const std::string& what) const;
};

/// A decoded picture the way it lies in the file, and how it has to be turned.
struct StoredPicture {
  Image image;
  int orientation = 1;  ///< as in EXIF, 1 to 8; see orientation.h
};

}  // namespace saa
