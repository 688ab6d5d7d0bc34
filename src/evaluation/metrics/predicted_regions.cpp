#include "evaluation/metrics/predicted_regions.h"

#include <algorithm>

namespace saa {

PixelBox PixelBox::joined(const PixelBox& other) const {
  return {std::min(x0, other.x0), std::min(y0, other.y0), std::max(x1, other.x1),
          std::max(y1, other.y1)};
}

void PredictedRegions::start(std::span<const std::uint8_t> steps, int width, int height) {
  stride_ = std::size_t(width) + 2;
  step_ = 0;
  count_ = 0;
  roots_.clear();
  parent_.assign(stride_ * (std::size_t(height) + 2), -1);
  box_.resize(parent_.size());

  first_.fill(0);
  for (const std::uint8_t step : steps) ++first_[std::size_t{step} + 1];
  for (std::size_t step = 0; step <= kThresholdSteps; ++step) first_[step + 1] += first_[step];
  by_step_.resize(first_[kThresholdSteps]);
  std::array<std::size_t, kThresholdSteps + 2> next = first_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == kThresholdSteps) continue;
    const std::size_t row = i / std::size_t(width) + 1;
    const std::size_t column = i % std::size_t(width) + 1;
    by_step_[next[steps[i]]++] = static_cast<std::uint32_t>(row * stride_ + column);
  }
}

bool PredictedRegions::grow() {
  const std::size_t begin = first_[step_];
  const std::size_t end = first_[++step_];
  for (std::size_t i = begin; i < end; ++i) add(by_step_[i]);
  return begin < end;
}

std::vector<PixelBox> PredictedRegions::boxes() {
  std::erase_if(roots_, [this](std::int32_t at) { return parent_[std::size_t(at)] != at; });
  std::vector<PixelBox> boxes;
  boxes.reserve(roots_.size());
  for (const std::int32_t at : roots_) boxes.push_back(box_[std::size_t(at)]);
  return boxes;
}

void PredictedRegions::add(std::size_t pixel) {
  const auto at = static_cast<std::int32_t>(pixel);
  const int x = static_cast<int>(pixel % stride_) - 1;
  const int y = static_cast<int>(pixel / stride_) - 1;
  parent_[pixel] = at;
  box_[pixel] = {x, y, x + 1, y + 1};
  roots_.push_back(at);
  ++count_;
  const auto down = static_cast<std::int32_t>(stride_);
  for (const std::int32_t offset : {-down - 1, -down, -down + 1, -1, 1, down - 1, down, down + 1}) {
    if (parent_[std::size_t(at + offset)] >= 0) join(at + offset, at);
  }
}

std::int32_t PredictedRegions::root(std::int32_t at) {
  while (parent_[std::size_t(at)] != at) {
    std::int32_t& parent = parent_[std::size_t(at)];
    parent = parent_[std::size_t(parent)];
    at = parent;
  }
  return at;
}

void PredictedRegions::join(std::int32_t a, std::int32_t b) {
  a = root(a);
  b = root(b);
  if (a == b) return;
  parent_[std::size_t(b)] = a;
  box_[std::size_t(a)] = box_[std::size_t(a)].joined(box_[std::size_t(b)]);
  --count_;
}

}  // namespace saa
