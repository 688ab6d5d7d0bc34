#include "pipeline/official/detector_input.h"

#include "image/resize.h"
#include "models/grounding_dino/pyramid.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace saa::official {
namespace {

/// Of both official checkpoints.
constexpr std::int64_t kQueries = 900;

PixelSize oriented(int short_side, int long_side, bool upright) {
  return upright ? PixelSize{short_side, long_side} : PixelSize{long_side, short_side};
}

std::int64_t places(const PixelSize& size) {
  std::int64_t sum = 0;
  for (const grounding_dino::GridSize& level :
       grounding_dino::pyramid_levels(size.height, size.width))
    sum += level.places();
  return sum;
}

PixelSize official_size(int width, int height, int size) {
  const double shorter = std::min(width, height);
  const double longer = std::max(width, height);
  // nearbyint rounds halves to even, as Python's round().
  const int limit =
      static_cast<int>(std::nearbyint(double(size) * kDetectorLongSide / kDetectorSize));
  int short_side = size;
  if (longer / shorter * size > limit)
    short_side = std::max(1, static_cast<int>(std::nearbyint(limit * shorter / longer)));
  // Multiplied before it is divided, and cut off, as the original does.
  const int long_side = static_cast<int>(short_side * longer / shorter);
  return oriented(short_side, long_side, width < height);
}

}  // namespace

PixelSize detector_size(int width, int height, int size) {
  const PixelSize official = official_size(width, height, size);
  if (places(official) >= kQueries) return official;
  const double shorter = std::min(width, height);
  const double longer = std::max(width, height);
  PixelSize enlarged;
  int short_side = std::min(official.width, official.height);
  do {
    const int long_side = static_cast<int>(std::nearbyint(short_side * longer / shorter));
    enlarged = oriented(short_side, long_side, width < height);
    ++short_side;
  } while (places(enlarged) < kQueries);
  return enlarged;
}

Image detector_input(const Image& image, int size) {
  const PixelSize target = detector_size(image.width, image.height, size);
  if (target == PixelSize{image.width, image.height}) return image;
  return pillow_resize(image, target.width, target.height, PillowFilter::bilinear);
}

}  // namespace saa::official
