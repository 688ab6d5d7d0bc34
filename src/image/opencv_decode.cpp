#include "image/opencv_decode.h"

#include "image/opencv_view.h"
#include "image/orientation.h"
#include "image/tiff_header.h"
#include "image/webp_header.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <saa/error.h>

namespace saa {
namespace {

/// The values of one picture as 8 bits.
struct ToByte {
  bool rounds_up = false;

  std::uint8_t operator()(std::uint8_t value) const { return value; }

  /// round(v / 257) in whole numbers, or the next whole number from v / 257 on.
  std::uint8_t operator()(std::uint16_t value) const {
    if (rounds_up) return static_cast<std::uint8_t>((value + 256U) / 257U);
    return static_cast<std::uint8_t>((std::uint32_t{value} * 255 + 32895) >> 16U);
  }

  std::uint8_t operator()(double value) const {
    if (std::isnan(value)) return 0;
    const double scaled = std::clamp(value, 0.0, 1.0) * 255.0;
    return static_cast<std::uint8_t>(rounds_up ? std::ceil(scaled) : std::round(scaled));
  }
};

/// Blue, green, red (and alpha), or grey (and alpha), to RGB.
template <typename Sample>
Image to_rgb(const cv::Mat& decoded, ToByte to_byte) {
  const int channels = decoded.channels();
  const bool grey = channels < 3;
  Image image = make_image(decoded.cols, decoded.rows);
  std::uint8_t* out = image.rgb.data();
  for (int y = 0; y < decoded.rows; ++y) {
    const Sample* in = decoded.ptr<Sample>(y);
    for (int x = 0; x < decoded.cols; ++x, in += channels) {
      *out++ = to_byte(in[grey ? 0 : 2]);
      *out++ = to_byte(in[grey ? 0 : 1]);
      *out++ = to_byte(in[0]);
    }
  }
  return image;
}

Image to_rgb(const cv::Mat& decoded, const PictureSource& source) {
  const ToByte to_byte{source.rounds_up};
  switch (decoded.depth()) {
    case CV_8U:
      return to_rgb<std::uint8_t>(decoded, to_byte);
    case CV_16U:
      return to_rgb<std::uint16_t>(decoded, to_byte);
    case CV_32F:
      return to_rgb<float>(decoded, to_byte);
    case CV_64F:
      return to_rgb<double>(decoded, to_byte);
    default:
      throw InputError(source.name +
                       " holds signed or 32-bit whole numbers; expected 8 or 16 bits unsigned, or "
                       "floating point: convert it to a 16-bit PNG or TIFF");
  }
}

PictureHeader checked_header(const PictureSource& source, PictureFormat format) {
  try {
    return picture_header(format, source.bytes);
  } catch (const std::out_of_range&) {
    source.damaged("the file ends before the picture does");
  } catch (const std::invalid_argument& error) {
    source.damaged(error.what());
  }
}

/// libtiff multiplies colours by an unassociated alpha channel when it makes them 8-bit. The rule
/// is "as stored", so this copy of the file says that it has been done.
std::vector<std::uint8_t> without_alpha_blending(std::span<const std::uint8_t> tiff) {
  std::vector<std::uint8_t> copy(tiff.begin(), tiff.end());
  if (const auto at = tiff_header(tiff).unassociated_alpha) {
    constexpr std::uint8_t kAssociated = 1;
    std::uint8_t& low_byte = copy[*at + (copy[0] == 'M' ? 1 : 0)];
    low_byte = kAssociated;
  }
  return copy;
}

cv::Mat decode(const PictureSource& source, std::span<const std::uint8_t> bytes) {
  // Its warnings would stand beside our one line on standard error.
  [[maybe_unused]] static const auto level_before =
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  if (bytes.size() > std::size_t(std::numeric_limits<int>::max()))
    throw InputError(source.name + " is larger than 2 GB: convert it to PNG or JPEG");
  try {
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                          const_cast<std::uint8_t*>(bytes.data()));
    return cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    source.damaged(error.err);
  }
}

}  // namespace

StoredPicture decode_with_opencv(const PictureSource& source, PictureFormat format) {
  const PictureHeader header = checked_header(source, format);
  source.check_size(header.width, header.height);
  if (source.bytes.size() < header.least_bytes) {
    source.damaged("it has " + std::to_string(source.bytes.size()) + " bytes, at least " +
                   std::to_string(header.least_bytes) + " are expected");
  }
  const cv::Mat decoded = format == PictureFormat::tiff
                              ? decode(source, without_alpha_blending(source.bytes))
                              : decode(source, source.bytes);
  if (decoded.empty()) source.damaged("its pixels cannot be decoded");
  source.check_size(decoded.cols, decoded.rows);
  StoredPicture picture{to_rgb(decoded, source)};
  // OpenCV turns TIFF by itself; the other formats have no orientation.
  if (format == PictureFormat::webp)
    picture.orientation = exif_orientation(webp_header(source.bytes).exif);
  return picture;
}

}  // namespace saa
