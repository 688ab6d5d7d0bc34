#include "pipeline/offline/grabcut_refiner.h"

#include "image/mask_geometry.h"
#include "pipeline/offline/grab_cut.h"
#include "pipeline/offline/working_image.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace saa::offline {
namespace {

/// The outline is looked for within this many working pixels of the seed's.
constexpr double kBandInWorkingPixels = 1.5;
/// Context around the seed for the model of the background, as a share of the seed's longer side,
/// and in bands at least.
constexpr double kContext = 0.25;
constexpr int kLeastContextInBands = 4;
constexpr int kIterations = 1;
/// Only marks: a texture's colours do not tell it from another.
constexpr double kMostOfPicture = 0.05;
/// Larger cuts take too long; their outlines are many pixels long anyway.
constexpr int kMostPixels = 1'000'000;
/// A mask of less or more than this many times the seed's area has lost its way.
constexpr double kLeastOfSeed = 0.5;
constexpr double kMostOfSeed = 2;

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

/// The seed in the crop: CV_8UC1, 0 or 1.
cv::Mat seed_in(const cv::Rect& crop, const RegionMask& seed) {
  cv::Mat mask(crop.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < seed.window.height; ++y) {
    for (int x = 0; x < seed.window.width; ++x)
      mask.at<std::uint8_t>(seed.y - crop.y + y, seed.x - crop.x + x) = seed.window.at(x, y);
  }
  return mask;
}

/// Certain well inside and well outside the seed; probable within the band.
cv::Mat labels_around(const cv::Mat& seed, int band) {
  cv::Mat within_reach;
  cv::dilate(seed, within_reach, disc(band));
  cv::Mat core;
  cv::erode(seed, core, disc(band));
  cv::Mat labels(seed.size(), CV_8UC1, cv::Scalar(cv::GC_BGD));
  labels.setTo(cv::GC_PR_BGD, within_reach);
  labels.setTo(cv::GC_PR_FGD, seed);
  labels.setTo(cv::GC_FGD, core);
  return labels;
}

/// Components of `mask` that share a pixel with the seed.
cv::Mat connected_to(const cv::Mat& seed, const cv::Mat& mask) {
  cv::Mat labels;
  const int count = cv::connectedComponents(mask, labels, /*connectivity=*/8, CV_32S);
  std::vector<std::uint8_t> touches(std::size_t(count), 0);
  for (int y = 0; y < seed.rows; ++y) {
    for (int x = 0; x < seed.cols; ++x)
      if (seed.at<std::uint8_t>(y, x) != 0) touches[std::size_t(labels.at<int>(y, x))] = 1;
  }
  touches[0] = 0;
  cv::Mat connected(mask.size(), CV_8UC1);
  for (int y = 0; y < seed.rows; ++y) {
    for (int x = 0; x < seed.cols; ++x)
      connected.at<std::uint8_t>(y, x) = touches[std::size_t(labels.at<int>(y, x))];
  }
  return connected;
}

class GrabCutPass : public RefinerPass {
 public:
  explicit GrabCutPass(const Image& image) : image_(&image) {}

  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    std::vector<RegionMask> masks;
    for (const Proposal& proposal : proposals) masks.push_back(refine_seed(proposal.seed));
    return masks;
  }

  /// A part's outline against its background is the generator's business.
  std::vector<RegionMask> refine_objects(std::span<const Proposal> objects) override {
    std::vector<RegionMask> masks;
    for (const Proposal& object : objects) masks.push_back(object.seed);
    return masks;
  }

 private:
  [[nodiscard]] RegionMask refine_seed(const RegionMask& seed) const {
    const double scale = std::max(image_->width, image_->height) / double{kWorkingSide};
    const auto pixels = static_cast<double>(image_->pixels());
    if (scale <= 1 || seed.empty() || double(area(seed)) > kMostOfPicture * pixels) return seed;
    const int band = static_cast<int>(std::ceil(kBandInWorkingPixels * scale));
    const cv::Rect crop = crop_around(seed, band);
    if (crop.area() > kMostPixels) return seed;

    const cv::Mat before = seed_in(crop, seed);
    cv::Mat labels = labels_around(before, band);
    const cv::Mat rgb(image_->height, image_->width, CV_8UC3,
                      const_cast<std::uint8_t*>(image_->rgb.data()));
    if (!grab_cut(rgb(crop).clone(), labels, kIterations)) return seed;
    const cv::Mat after = connected_to(before, foreground_of(labels));
    const double growth = cv::countNonZero(after) / double(cv::countNonZero(before));
    if (growth < kLeastOfSeed || growth > kMostOfSeed) return seed;

    Mask window(crop.width, crop.height);
    std::copy_n(after.ptr<std::uint8_t>(), window.values.size(), window.values.begin());
    RegionMask refined = crop_to_region(window);
    refined.x += crop.x;
    refined.y += crop.y;
    return refined;
  }

  [[nodiscard]] cv::Rect crop_around(const RegionMask& seed, int band) const {
    const int longer = std::max(seed.window.width, seed.window.height);
    const int context = std::max(static_cast<int>(kContext * longer), kLeastContextInBands * band);
    const cv::Rect wanted(seed.x - context, seed.y - context, seed.window.width + 2 * context,
                          seed.window.height + 2 * context);
    return wanted & cv::Rect(0, 0, image_->width, image_->height);
  }

  const Image* image_;
};

}  // namespace

std::unique_ptr<RefinerPass> GrabCutRefiner::begin(const Image& image,
                                                   ChannelOrder /*order*/) const {
  return std::make_unique<GrabCutPass>(image);
}

}  // namespace saa::offline
