#include "image/opencv_view.h"
#include "image/resize.h"
#include "image/size_check.h"

#include <opencv2/imgproc.hpp>

namespace saa {
namespace {

Image resize(const Image& image, int width, int height, int interpolation) {
  check_resize(image.width, image.height, width, height);
  Image result = make_image(width, height);
  cv::Mat to = view(result);
  cv::resize(view(image), to, to.size(), 0, 0, interpolation);
  return result;
}

template <typename Map>
Map resize(const Map& map, int width, int height, int interpolation) {
  check_resize(map.width, map.height, width, height);
  Map result(width, height);
  cv::Mat to = view(result);
  cv::resize(view(map), to, to.size(), 0, 0, interpolation);
  return result;
}

}  // namespace

Image opencv_resize_nearest(const Image& image, int width, int height) {
  return resize(image, width, height, cv::INTER_NEAREST);
}
FloatMap opencv_resize_nearest(const FloatMap& map, int width, int height) {
  return resize(map, width, height, cv::INTER_NEAREST);
}
Mask opencv_resize_nearest(const Mask& mask, int width, int height) {
  return resize(mask, width, height, cv::INTER_NEAREST);
}

Image opencv_resize_bilinear(const Image& image, int width, int height) {
  return resize(image, width, height, cv::INTER_LINEAR);
}
FloatMap opencv_resize_bilinear(const FloatMap& map, int width, int height) {
  return resize(map, width, height, cv::INTER_LINEAR);
}

Image opencv_resize_cubic(const Image& image, int width, int height) {
  return resize(image, width, height, cv::INTER_CUBIC);
}
FloatMap opencv_resize_cubic(const FloatMap& map, int width, int height) {
  return resize(map, width, height, cv::INTER_CUBIC);
}

Image opencv_resize_area(const Image& image, int width, int height) {
  return resize(image, width, height, cv::INTER_AREA);
}
FloatMap opencv_resize_area(const FloatMap& map, int width, int height) {
  return resize(map, width, height, cv::INTER_AREA);
}

}  // namespace saa
