#include "image/file_bytes.h"
#include "image/jpeg.h"
#include "image/opencv_decode.h"
#include "image/orientation.h"
#include "image/picture_header.h"
#include "image/png.h"

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

}  // namespace

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadLimits& limits) {
  const PictureSource source{bytes, std::string(name), limits};
  if (bytes.empty()) throw InputError(source.name + " is empty: it has no bytes");
  const auto format = picture_format(bytes);
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

Image read_image(const std::filesystem::path& path, const ReadLimits& limits) {
  return decode_image(read_file_bytes(path, limits.max_file_bytes), path.string(), limits);
}

}  // namespace saa
