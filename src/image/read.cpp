#include "core/mapped_file.h"
#include "image/opencv_view.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <saa/error.h>
#include <string>

namespace saa {

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadLimits& limits) {
  const std::string file(name);
  if (bytes.empty()) throw InputError(file + " is empty");
  cv::Mat bgr;
  try {
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                          const_cast<std::uint8_t*>(bytes.data()));
    bgr = cv::imdecode(encoded, cv::IMREAD_COLOR);
  } catch (const cv::Exception& error) {
    throw InputError(file + " is not a picture that can be read: " + error.err);
  }
  if (bgr.empty()) throw InputError(file + " is not a picture that can be read");
  if (std::int64_t{bgr.cols} * bgr.rows > limits.max_pixels)
    throw InputError(file + " has more pixels than the limit allows");
  Image image = make_image(bgr.cols, bgr.rows);
  cv::cvtColor(bgr, view(image), cv::COLOR_BGR2RGB);
  return image;
}

Image read_image(const std::filesystem::path& path, const ReadLimits& limits) {
  const MappedFile file(path);
  const auto bytes = file.bytes();
  return decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                      path.string(), limits);
}

}  // namespace saa
