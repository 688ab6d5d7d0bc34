#include "evaluation/metrics/box_counts.h"

namespace saa {

void BoxCounts::predict(std::uint8_t step) {
  step_ = step;
  counted_ = 0;
  has_table_ = false;
}

BoxCounts::Counts BoxCounts::inside(const PixelBox& box) {
  if (!has_table_ && counted_ > steps_.size()) make_table();
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
  const std::size_t width = std::size_t(box.x1 - box.x0);
  Counts counts;
  for (int y = box.y0; y < box.y1; ++y) {
    const std::size_t row = std::size_t(y) * std::size_t(truth_->width) + std::size_t(box.x0);
    const std::uint8_t* steps = steps_.data() + row;
    const std::uint8_t* truth = truth_->values.data() + row;
    int intersection = 0;
    int either = 0;
    for (std::size_t x = 0; x < width; ++x) {
      const int predicted = steps[x] <= step_ ? 1 : 0;
      const int defect = truth[x] != 0 ? 1 : 0;
      intersection += predicted & defect;
      either += predicted | defect;
    }
    counts.intersection += intersection;
    counts.either += either;
  }
  return counts;
}

void BoxCounts::make_table() {
  const std::size_t stride = std::size_t(truth_->width) + 1;
  table_.resize(stride * (std::size_t(truth_->height) + 1));
  for (int y = 0; y < truth_->height; ++y) {
    const Counts* above = table_.data() + std::size_t(y) * stride;
    Counts* below = table_.data() + std::size_t(y + 1) * stride;
    const std::size_t row = std::size_t(y) * (stride - 1);
    Counts line;
    for (std::size_t x = 0; x + 1 < stride; ++x) {
      const bool predicted = steps_[row + x] <= step_;
      const bool defect = truth_->values[row + x] != 0;
      line.intersection += predicted && defect ? 1 : 0;
      line.either += predicted || defect ? 1 : 0;
      below[x + 1] = {above[x + 1].intersection + line.intersection,
                      above[x + 1].either + line.either};
    }
  }
  has_table_ = true;
}

const BoxCounts::Counts& BoxCounts::corner(int x, int y) const {
  return table_[std::size_t(y) * (std::size_t(truth_->width) + 1) + std::size_t(x)];
}

}  // namespace saa
