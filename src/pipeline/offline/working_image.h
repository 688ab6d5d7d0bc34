// The picture at the size that regions are looked for at, and the way back to the picture's own.
#pragma once

#include <opencv2/core/mat.hpp>
#include <saa/image.h>

namespace saa::offline {

/// Long side in pixels of the working image. Smaller pictures keep their size. Thresholds on
/// gradients and areas in this folder are meant for pictures of about this size.
inline constexpr int kWorkingSide = 512;

class WorkingImage {
 public:
  explicit WorkingImage(const Image& image);

  [[nodiscard]] const Image& image() const { return image_; }
  /// image() as OpenCV sees it, CV_8UC3 in RGB order; valid while this object lives.
  [[nodiscard]] cv::Mat rgb() const;
  [[nodiscard]] cv::Size size() const { return {image_.width, image_.height}; }

  /// A mask of the working image, given in the window `box` (CV_8UC1, 0 or 1), as a mask of the
  /// picture with smooth edges, cut to what is set.
  [[nodiscard]] RegionMask to_picture(const cv::Mat& mask, const cv::Rect& box) const;

 private:
  cv::Size picture_size_;
  Image image_;
};

}  // namespace saa::offline
