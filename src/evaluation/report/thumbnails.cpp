#include "evaluation/report/thumbnails.h"

#include "core/base64.h"
#include "image/heat_colours.h"
#include "image/resize.h"
#include "image/write.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace saa {
namespace {

using Rgb = std::array<std::uint8_t, 3>;

constexpr int kJpegQuality = 80;
constexpr float kSeenShare = 0.2F;  ///< of a thumbnail's pixel that a mask must cover to be drawn
constexpr Rgb kDark = {16, 20, 24};
constexpr Rgb kFound = {0, 229, 255};
constexpr Rgb kTruth = {255, 255, 255};

std::uint8_t* pixel(Image& image, int x, int y) {
  return &image.rgb[3 * (std::size_t(y) * std::size_t(image.width) + std::size_t(x))];
}

void paint(Image& image, int x, int y, const Rgb& colour) {
  std::ranges::copy(colour, pixel(image, x, y));
}

/// A mask at a smaller size in which no part of it is lost for being thin.
Mask resized(const Mask& mask, int width, int height) {
  FloatMap cover(mask.width, mask.height);
  std::ranges::transform(mask.values, cover.values.begin(),
                         [](std::uint8_t value) { return value != 0 ? 1.0F : 0.0F; });
  const FloatMap small = opencv_resize_area(cover, width, height);
  Mask result(width, height);
  std::ranges::transform(small.values, result.values.begin(), [](float share) {
    return static_cast<std::uint8_t>(share >= kSeenShare ? 1 : 0);
  });
  return result;
}

/// The part of the region that lies in a picture of this size.
Mask whole_mask(const RegionMask& region, int width, int height) {
  Mask mask(width, height);
  for (int y = std::max(0, region.y); y < std::min(height, region.y + region.window.height); ++y)
    for (int x = std::max(0, region.x); x < std::min(width, region.x + region.window.width); ++x)
      mask.at(x, y) = region.window.at(x - region.x, y - region.y);
  return mask;
}

Mask from_threshold(const FloatMap& scores, double threshold) {
  Mask mask(scores.width, scores.height);
  std::ranges::transform(scores.values, mask.values.begin(), [threshold](float score) {
    return static_cast<std::uint8_t>(static_cast<double>(score) >= threshold ? 1 : 0);
  });
  return mask;
}

bool inside(const Mask& mask, int x, int y) {
  return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.at(x, y) != 0;
}

int neighbours_inside(const Mask& mask, int x, int y) {
  return int(inside(mask, x - 1, y)) + int(inside(mask, x + 1, y)) + int(inside(mask, x, y - 1)) +
         int(inside(mask, x, y + 1));
}

/// The outermost pixels of the mask in its colour, those just outside dark, so that the line is
/// seen on any picture.
void outline(Image& image, const Mask& mask, const Rgb& colour) {
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const int neighbours = neighbours_inside(mask, x, y);
      if (mask.at(x, y) == 0 && neighbours > 0) paint(image, x, y, kDark);
      if (mask.at(x, y) != 0 && neighbours < 4) paint(image, x, y, colour);
    }
  }
}

Image draw_regions(const Image& small, const Image& picture, const ScoredImage& scored,
                   std::span<const RegionMask> regions, const ScoreScale& scale) {
  Image image = small;
  outline(image, resized(scored.truth, small.width, small.height), kTruth);
  if (regions.empty()) {
    const Mask found = from_threshold(scored.scores, scale.threshold);
    outline(image, resized(found, small.width, small.height), kFound);
  }
  for (const RegionMask& region : regions) {
    const Mask mask = whole_mask(region, picture.width, picture.height);
    outline(image, resized(mask, small.width, small.height), kFound);
  }
  return image;
}

}  // namespace

std::string jpeg_uri(const Image& image, int quality) {
  return "data:image/jpeg;base64," + base64(encode_jpeg(image, quality));
}

std::string png_uri(const Mask& mask) {
  return "data:image/png;base64," + base64(encode_png(mask));
}

Image thumbnail(const Image& picture, int side) {
  const int longest = std::max(picture.width, picture.height);
  if (longest <= side) return picture;
  const double scale = static_cast<double>(side) / longest;
  const auto scaled = [scale](int length) {
    return std::max(1, static_cast<int>(std::lround(scale * length)));
  };
  return opencv_resize_area(picture, scaled(picture.width), scaled(picture.height));
}

Image heat_picture(const Image& picture, const FloatMap& scores, const ScoreScale& scale) {
  const FloatMap small = opencv_resize_bilinear(scores, picture.width, picture.height);
  const float range = std::max(scale.high - scale.low, 1e-12F);
  Image image = picture;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      std::uint8_t* rgb = pixel(image, x, y);
      const auto grey = static_cast<float>((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) / 256);
      const HeatColour heat =
          heat_colour(std::clamp((small.at(x, y) - scale.low) / range, 0.0F, 1.0F));
      for (int c = 0; c < 3; ++c)
        rgb[c] = static_cast<std::uint8_t>(std::lround(
            grey * (1 - heat.opacity) + static_cast<float>(heat.rgb[c]) * heat.opacity));
    }
  }
  return image;
}

Thumbnails draw_thumbnails(const Image& picture, const ScoredImage& scored,
                           std::span<const RegionMask> regions, const ScoreScale& scale) {
  const Image small = thumbnail(picture, kThumbnailSide);
  return {.width = small.width,
          .height = small.height,
          .picture = jpeg_uri(small, kJpegQuality),
          .truth = png_uri(resized(scored.truth, small.width, small.height)),
          .map = jpeg_uri(heat_picture(small, scored.scores, scale), kJpegQuality),
          .regions = jpeg_uri(draw_regions(small, picture, scored, regions, scale), kJpegQuality)};
}

}  // namespace saa
