#include "evaluation/metrics/box_counts.h"

#include <algorithm>
#include <limits>

namespace saa {
namespace {

constexpr std::uint8_t kNever = std::numeric_limits<std::uint8_t>::max();

}  // namespace

BoxCounts::BoxCounts(std::span<const std::uint8_t> steps, const Mask& truth)
    : width_(std::size_t(truth.width)),
      height_(std::size_t(truth.height)),
      intersection_from_(steps.begin(), steps.end()),
      either_from_(steps.begin(), steps.end()) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (truth.values[i] != 0) {
      either_from_[i] = 0;
    } else {
      intersection_from_[i] = kNever;
    }
  }
}

void BoxCounts::predict(std::uint8_t step) {
  step_ = step;
  counted_ = 0;
  has_table_ = false;
}

BoxCounts::Counts BoxCounts::inside(const PixelBox& box) {
  if (!has_table_ && counted_ > either_from_.size()) make_table();
  if (!has_table_) {
    counted_ += std::size_t(box.x1 - box.x0) * std::size_t(box.y1 - box.y0);
    return count(box);
  }
  const Counts& a = corner(box.x0, box.y0);
  const Counts& b = corner(box.x1, box.y0);
  const Counts& c = corner(box.x0, box.y1);
  const Counts& d = corner(box.x1, box.y1);
  return {d.intersection - b.intersection - c.intersection + a.intersection,
          d.either - b.either - c.either + a.either};
}

BoxCounts::Counts BoxCounts::count(const PixelBox& box) const {
  return {count(intersection_from_, box), count(either_from_, box)};
}

std::int64_t BoxCounts::either_inside(const PixelBox& box) const {
  return count(either_from_, box);
}

std::int64_t BoxCounts::count(const std::vector<std::uint8_t>& from, const PixelBox& box) const {
  std::int64_t pixels = 0;
  for (int y = box.y0; y < box.y1; ++y) {
    const auto row = from.begin() + y * static_cast<std::ptrdiff_t>(width_);
    pixels += std::count_if(row + box.x0, row + box.x1,
                            [step = step_](std::uint8_t first) { return first <= step; });
  }
  return pixels;
}

void BoxCounts::make_table() {
  const std::size_t stride = width_ + 1;
  table_.resize(stride * (height_ + 1));
  for (std::size_t y = 0; y < height_; ++y) {
    const Counts* above = table_.data() + y * stride;
    Counts* below = table_.data() + (y + 1) * stride;
    Counts line;
    for (std::size_t x = 0; x < width_; ++x) {
      line.intersection += intersection_from_[y * width_ + x] <= step_ ? 1 : 0;
      line.either += either_from_[y * width_ + x] <= step_ ? 1 : 0;
      below[x + 1] = {above[x + 1].intersection + line.intersection,
                      above[x + 1].either + line.either};
    }
  }
  has_table_ = true;
}

const BoxCounts::Counts& BoxCounts::corner(int x, int y) const {
  return table_[std::size_t(y) * (width_ + 1) + std::size_t(x)];
}

}  // namespace saa
