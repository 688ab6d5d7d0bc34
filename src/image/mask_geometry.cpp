#include "image/mask_geometry.h"

#include "image/size_check.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace saa {
namespace {

/// Columns [x0, x1) and rows [y0, y1).
struct Window {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;

  [[nodiscard]] bool empty() const { return x1 <= x0 || y1 <= y0; }
};

Window window_of(const RegionMask& region) {
  return {region.x, region.y, region.x + region.window.width, region.y + region.window.height};
}

Window intersect(const Window& a, const Window& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

/// Pixels [x0, x1) of row y, in the mask's own coordinates.
std::span<const std::uint8_t> row(const Mask& mask, int y, int x0, int x1) {
  return std::span(mask.values)
      .subspan(std::size_t(y) * std::size_t(mask.width) + std::size_t(x0), std::size_t(x1 - x0));
}

/// The same, in the image's coordinates.
std::span<const std::uint8_t> row(const RegionMask& region, int y, const Window& columns) {
  return row(region.window, y - region.y, columns.x0 - region.x, columns.x1 - region.x);
}

bool is_set(std::uint8_t pixel) { return pixel != 0; }

Window bounds(const Mask& mask) {
  Window box{mask.width, mask.height, 0, 0};
  for (int y = 0; y < mask.height; ++y) {
    const auto pixels = row(mask, y, 0, mask.width);
    const auto first = std::find_if(pixels.begin(), pixels.end(), is_set);
    if (first == pixels.end()) continue;
    const auto last = std::find_if(pixels.rbegin(), pixels.rend(), is_set);
    box.x0 = std::min(box.x0, static_cast<int>(first - pixels.begin()));
    box.x1 = std::max(box.x1, static_cast<int>(pixels.rend() - last));
    box.y0 = std::min(box.y0, y);
    box.y1 = y + 1;
  }
  return box.empty() ? Window{} : box;
}

/// The pixel that cv::resize's INTER_NEAREST reads for pixel i, with its order of roundings.
int nearest_source(int i, int from, int to) {
  const double step = 1.0 / (static_cast<double>(to) / from);
  return std::min(static_cast<int>(std::floor(i * step)), from - 1);
}

/// First pixel of the resized side whose source is not before `source`.
int first_at_or_after(int source, int from, int to) {
  int i = std::clamp(static_cast<int>(static_cast<double>(source) * to / from), 0, to);
  while (i > 0 && nearest_source(i - 1, from, to) >= source) --i;
  while (i < to && nearest_source(i, from, to) < source) ++i;
  return i;
}

}  // namespace

Box bounding_box(const Mask& mask) {
  const Window box = bounds(mask);
  return {float(box.x0), float(box.y0), float(box.x1), float(box.y1)};
}

Box bounding_box(const RegionMask& region) {
  const Window box = bounds(region.window);
  if (box.empty()) return {};
  return {float(region.x + box.x0), float(region.y + box.y0), float(region.x + box.x1),
          float(region.y + box.y1)};
}

RegionMask crop_to_region(const Mask& mask) {
  const Window box = bounds(mask);
  if (box.empty()) return {};
  RegionMask region{box.x0, box.y0, Mask(box.x1 - box.x0, box.y1 - box.y0)};
  auto out = region.window.values.begin();
  for (int y = box.y0; y < box.y1; ++y)
    out = std::ranges::copy(row(mask, y, box.x0, box.x1), out).out;
  return region;
}

Mask paste(const RegionMask& region, int width, int height) {
  Mask whole(width, height);
  const Window seen = intersect(window_of(region), {0, 0, width, height});
  if (seen.empty()) return whole;
  for (int y = seen.y0; y < seen.y1; ++y)
    std::ranges::copy(row(region, y, seen), &whole.at(seen.x0, y));
  return whole;
}

std::int64_t area(const Mask& mask) {
  return std::count_if(mask.values.begin(), mask.values.end(), is_set);
}

std::int64_t area(const RegionMask& region) { return area(region.window); }

std::int64_t intersection_area(const RegionMask& a, const RegionMask& b) {
  const Window common = intersect(window_of(a), window_of(b));
  if (common.empty()) return 0;
  std::int64_t count = 0;
  for (int y = common.y0; y < common.y1; ++y) {
    const auto in_a = row(a, y, common);
    const auto in_b = row(b, y, common);
    for (std::size_t x = 0; x < in_a.size(); ++x) count += is_set(in_a[x]) && is_set(in_b[x]);
  }
  return count;
}

double mean_inside(const FloatMap& map, const RegionMask& region) {
  const Window seen = intersect(window_of(region), {0, 0, map.width, map.height});
  if (seen.empty()) return 0;
  double sum = 0;
  std::int64_t count = 0;
  for (int y = seen.y0; y < seen.y1; ++y) {
    const auto pixels = row(region, y, seen);
    const auto values =
        std::span(map.values)
            .subspan(std::size_t(y) * std::size_t(map.width) + std::size_t(seen.x0), pixels.size());
    for (std::size_t x = 0; x < pixels.size(); ++x) {
      if (!is_set(pixels[x])) continue;
      sum += values[x];
      ++count;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

RegionMask resize_region(const RegionMask& region, int from_width, int from_height, int to_width,
                         int to_height) {
  check_resize(from_width, from_height, to_width, to_height);
  const Window seen = intersect(window_of(region), {0, 0, from_width, from_height});
  if (seen.empty()) return {};
  const Window to{first_at_or_after(seen.x0, from_width, to_width),
                  first_at_or_after(seen.y0, from_height, to_height),
                  first_at_or_after(seen.x1, from_width, to_width),
                  first_at_or_after(seen.y1, from_height, to_height)};
  if (to.empty()) return {};  // between two sampled pixels
  RegionMask resized{to.x0, to.y0, Mask(to.x1 - to.x0, to.y1 - to.y0)};
  for (int y = to.y0; y < to.y1; ++y) {
    const int source_y = nearest_source(y, from_height, to_height) - region.y;
    for (int x = to.x0; x < to.x1; ++x) {
      resized.window.at(x - to.x0, y - to.y0) =
          region.window.at(nearest_source(x, from_width, to_width) - region.x, source_y);
    }
  }
  RegionMask tight = crop_to_region(resized.window);
  if (tight.empty()) return {};
  tight.x += to.x0;
  tight.y += to.y0;
  return tight;
}

}  // namespace saa
