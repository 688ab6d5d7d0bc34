#include "image/write.h"

#include "image/opencv_view.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <saa/error.h>
#include <string>

namespace saa {
namespace {

static_assert(std::endian::native == std::endian::little, "encode_npy writes the memory as it is");

cv::Mat to_bgr(const Image& image) {
  cv::Mat bgr;
  if (!image.empty()) cv::cvtColor(view(image), bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

std::vector<std::byte> to_bytes(const std::vector<std::uint8_t>& file) {
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> to_png(const cv::Mat& pixels) {
  if (pixels.empty()) throw InputError("cannot write a PNG file without pixels");
  std::vector<std::uint8_t> png;
  cv::imencode(".png", pixels, png);
  return to_bytes(png);
}

std::uint16_t map_step(float value) {
  if (std::isnan(value)) return 0;
  return static_cast<std::uint16_t>(
      std::lround(std::clamp(value, 0.0F, kMapPngFullScale) * kMapPngStepsPerUnit));
}

}  // namespace

std::vector<std::byte> encode_png(const Image& image) { return to_png(to_bgr(image)); }

std::vector<std::byte> encode_jpeg(const Image& image, int quality) {
  if (image.empty()) throw InputError("cannot write a JPEG file without pixels");
  std::vector<std::uint8_t> jpeg;
  cv::imencode(".jpg", to_bgr(image), jpeg, {cv::IMWRITE_JPEG_QUALITY, quality});
  return to_bytes(jpeg);
}

std::vector<std::byte> encode_png(const Mask& mask) {
  Mask picture = mask;
  for (std::uint8_t& value : picture.values) value = value != 0 ? 255 : 0;
  return to_png(view(picture));
}

std::vector<std::byte> encode_map_png(const FloatMap& map) {
  std::vector<std::uint16_t> steps(map.values.size());
  std::ranges::transform(map.values, steps.begin(), map_step);
  return to_png(cv::Mat(map.height, map.width, CV_16UC1, steps.data()));
}

FloatMap decode_map_png(std::span<const std::byte> bytes, std::string_view name) {
  // Checked as every other picture first: OpenCV alone would print what is wrong with it.
  static_cast<void>(
      decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, name));
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                        const_cast<std::byte*>(bytes.data()));
  const cv::Mat steps = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
  if (steps.type() != CV_16UC1)
    throw InputError(std::string(name) + " is not an anomaly map: expected a 16-bit grey PNG");
  FloatMap map(steps.cols, steps.rows);
  for (int y = 0; y < steps.rows; ++y) {
    for (int x = 0; x < steps.cols; ++x)
      map.at(x, y) = static_cast<float>(steps.at<std::uint16_t>(y, x)) / kMapPngStepsPerUnit;
  }
  return map;
}

std::vector<std::byte> encode_npy(const FloatMap& map) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kBeforeText = 10;  // magic, version, length of the text
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                     std::to_string(map.height) + ", " + std::to_string(map.width) + "), }";
  const std::size_t used = kBeforeText + text.size() + 1;
  text.append((kAlignment - used % kAlignment) % kAlignment, ' ').append("\n");

  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFFU);
  header += static_cast<char>(text.size() >> 8U);
  header += text;
  const auto head = std::as_bytes(std::span(header));
  const auto data = std::as_bytes(std::span(map.values));
  std::vector<std::byte> bytes(head.begin(), head.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

}  // namespace saa
