#include "image/file_bytes.h"
#include "image/jpeg.h"
#include "image/opencv_decode.h"
#include "image/orientation.h"
#include "image/picture_header.h"
#include "image/png.h"
#include "image/read_mask.h"

#include <algorithm>
#include <new>
#include <opencv2/core.hpp>
#include <saa/error.h>

namespace saa {
namespace {

StoredPicture decode(const PictureSource& source, PictureFormat format) {
  switch (format) {
    case PictureFormat::png:
      return decode_png(source);
    case PictureFormat::jpeg:
      return decode_jpeg(source);
    default:
      return decode_with_opencv(source, format);
  }
}

Image decode(const PictureSource& source) {
  if (source.bytes.empty()) throw InputError(source.name + " is empty: it has no bytes");
  const auto format = picture_format(source.bytes);
  if (!format) {
    throw InputError(source.name +
                     " is not a picture that can be read, whatever its name says: expected PNG, "
                     "JPEG, TIFF, BMP, WebP, Netpbm, JPEG 2000, Sun raster or Radiance");
  }
  try {
    StoredPicture picture = decode(source, *format);
    return turn_upright(std::move(picture.image), picture.orientation);
  } catch (const std::bad_alloc&) {
    throw InputError("there is not enough memory to decode " + source.name +
                     "; make it smaller or lower the limit (--max-pixels)");
  } catch (const cv::Exception& error) {
    source.damaged(error.err);
  }
}

}  // namespace

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadLimits& limits) {
  return decode({bytes, std::string(name), limits});
}

Image read_image(const std::filesystem::path& path, const ReadLimits& limits) {
  return decode_image(read_file_bytes(path, limits.max_file_bytes), path.string(), limits);
}

Mask read_mask(const std::filesystem::path& path, int above, const ReadLimits& limits) {
  const auto bytes = read_file_bytes(path, limits.max_file_bytes);
  const Image picture =
      decode({.bytes = bytes, .name = path.string(), .limits = limits, .rounds_up = true});
  Mask mask(picture.width, picture.height);
  for (std::size_t i = 0; i < mask.values.size(); ++i) {
    const std::uint8_t* pixel = &picture.rgb[3 * i];
    mask.values[i] = std::max({pixel[0], pixel[1], pixel[2]}) > above ? 1 : 0;
  }
  return mask;
}

}  // namespace saa
