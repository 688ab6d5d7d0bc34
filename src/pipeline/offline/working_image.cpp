#include "pipeline/offline/working_image.h"

#include "image/mask_geometry.h"
#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace saa::offline {
namespace {

Image shrink_to_working_side(const Image& image) {
  const int longer = std::max(image.width, image.height);
  if (longer <= kWorkingSide) return image;
  const double scale = static_cast<double>(kWorkingSide) / longer;
  const auto scaled = [&](int side) { return std::max(1, cvRound(side * scale)); };
  return opencv_resize_area(image, scaled(image.width), scaled(image.height));
}

/// Where the pixels [first, last) of a picture fall between the pixels of a window that starts at
/// `origin` of the working image; outside the window everything is 0.
struct Sample {
  int low = 0;        ///< index into the window, may be -1
  float of_next = 0;  ///< share of pixel low + 1
};

std::vector<Sample> samples(int first, int last, double picture_to_working, int origin) {
  std::vector<Sample> line;
  line.reserve(std::size_t(last - first));
  for (int i = first; i < last; ++i) {
    const double at = (i + 0.5) * picture_to_working - 0.5 - origin;
    const double low = std::floor(at);
    line.push_back({static_cast<int>(low), static_cast<float>(at - low)});
  }
  return line;
}

/// Row `y` of the mask, 0 above and below it, with a 0 at either end.
void read_padded(const cv::Mat& mask, int y, std::vector<float>& row) {
  std::ranges::fill(row, 0.0F);
  if (y < 0 || y >= mask.rows) return;
  const auto* from = mask.ptr<std::uint8_t>(y);
  for (int x = 0; x < mask.cols; ++x) row[std::size_t(x) + 1] = from[x] != 0 ? 1.0F : 0.0F;
}

/// Pixels of the picture along one axis that a window [begin, begin + length) can reach.
cv::Range reach(int begin, int length, int picture, int working) {
  const double scale = static_cast<double>(picture) / working;
  return {std::max(0, static_cast<int>(std::floor((begin - 1) * scale))),
          std::min(picture, static_cast<int>(std::ceil((begin + length + 1) * scale)))};
}

}  // namespace

WorkingImage::WorkingImage(const Image& image)
    : picture_size_(image.width, image.height), image_(shrink_to_working_side(image)) {}

cv::Mat WorkingImage::rgb() const {
  // OpenCV only reads it; cv::Mat has no const form.
  return {image_.height, image_.width, CV_8UC3, const_cast<std::uint8_t*>(image_.rgb.data())};
}

RegionMask WorkingImage::to_picture(const cv::Mat& mask, const cv::Rect& box) const {
  const cv::Range columns = reach(box.x, box.width, picture_size_.width, image_.width);
  const cv::Range rows = reach(box.y, box.height, picture_size_.height, image_.height);
  const auto across = samples(columns.start, columns.end,
                              static_cast<double>(image_.width) / picture_size_.width, box.x);
  const auto down = samples(rows.start, rows.end,
                            static_cast<double>(image_.height) / picture_size_.height, box.y);

  // Bilinear between pixel centres, cut at a half: edges run straight between the working pixels.
  Mask window(columns.size(), rows.size());
  std::vector<float> upper(std::size_t(mask.cols) + 2);
  std::vector<float> lower(upper.size());
  for (int y = 0; y < window.height; ++y) {
    const Sample& row = down[std::size_t(y)];
    read_padded(mask, row.low, upper);
    read_padded(mask, row.low + 1, lower);
    for (std::size_t x = 0; x < upper.size(); ++x) upper[x] += row.of_next * (lower[x] - upper[x]);
    for (int x = 0; x < window.width; ++x) {
      const Sample& column = across[std::size_t(x)];
      const int low = column.low + 1;  // of the padded row
      if (low < 0 || low + 1 >= static_cast<int>(upper.size())) continue;
      const float left = upper[std::size_t(low)];
      const float value = left + column.of_next * (upper[std::size_t(low) + 1] - left);
      window.at(x, y) = static_cast<std::uint8_t>(value >= 0.5F);
    }
  }
  RegionMask region = crop_to_region(window);
  region.x += columns.start;
  region.y += rows.start;
  return region;
}

}  // namespace saa::offline
