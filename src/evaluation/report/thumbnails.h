// Small pictures of one image for the gallery, as data URIs.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <saa/image.h>
#include <span>
#include <string>

namespace saa {

inline constexpr int kThumbnailSide = 224;  ///< pixels of the long side, at most

/// The scores that the strongest and no colour stand for, and from which on a pixel is anomalous.
struct ScoreScale {
  float low = 0;
  float high = 1;
  double threshold = 0.5;
};

struct Thumbnails {
  int width = 0;
  int height = 0;
  std::string picture;
  std::string truth;    ///< white on black
  std::string map;      ///< scores as colours over the picture in grey
  std::string regions;  ///< outlines over the picture: found light blue, truth white
};

/// Pictures of one size, with the proportions of `picture`. Where there are no regions, what
/// reaches the threshold is outlined.
/// @param regions in pixels of `picture`.
[[nodiscard]] Thumbnails draw_thumbnails(const Image& picture, const ScoredImage& scored,
                                         std::span<const RegionMask> regions,
                                         const ScoreScale& scale);

/// "data:image/jpeg;base64,…".
[[nodiscard]] std::string jpeg_uri(const Image& image, int quality);
/// "data:image/png;base64,…".
[[nodiscard]] std::string png_uri(const Mask& mask);

/// The picture, made smaller to at most `side` pixels; never larger.
[[nodiscard]] Image thumbnail(const Image& picture, int side);

/// Scores as colours over the picture in grey. @param picture of any size, which the result has.
[[nodiscard]] Image heat_picture(const Image& picture, const FloatMap& scores,
                                 const ScoreScale& scale);

}  // namespace saa
