#include "evaluation/metrics/predicted_regions.h"

#include <array>
#include <bit>

namespace saa {

namespace {

// The neighbours of a pixel, clockwise from the top: bit i of a set of neighbours is number i.
constexpr std::size_t kNeighbours = 8;

constexpr bool touch(std::size_t a, std::size_t b) {
  const std::size_t apart = (b + kNeighbours - a) % kNeighbours;
  return apart == 1 || apart == 7 || (a % 2 == 0 && (apart == 2 || apart == 6));
}

/// Everything in `set` that hangs together with the neighbour `first`.
constexpr unsigned part_of(unsigned set, std::size_t first) {
  unsigned part = 0;
  unsigned next = 1U << first;
  while (next != part) {
    part = next;
    for (std::size_t a = 0; a < kNeighbours; ++a) {
      for (std::size_t b = 0; b < kNeighbours; ++b) {
        if ((part >> a & 1U) != 0 && touch(a, b)) next |= set & 1U << b;
      }
    }
  }
  return part;
}

/// For each set of neighbours, one of every part that hangs together without the pixel itself:
/// joining those joins all.
constexpr std::array<std::uint8_t, 256> kOneOfEachPart = [] {
  std::array<std::uint8_t, 256> result{};
  for (unsigned set = 0; set < result.size(); ++set) {
    for (unsigned left = set; left != 0;) {
      const auto first = static_cast<std::size_t>(std::countr_zero(left));
      result[set] = static_cast<std::uint8_t>(result[set] | 1U << first);
      left &= ~part_of(set, first);
    }
  }
  return result;
}();

}  // namespace

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
  const std::array<std::int32_t, kNeighbours> offsets = {-down, -down + 1, 1,  down + 1,
                                                         down,  down - 1,  -1, -down - 1};
  std::size_t set = 0;
  for (std::size_t i = 0; i < kNeighbours; ++i) {
    set |= std::size_t{parent_[std::size_t(at + offsets[i])] >= 0} << i;
  }
  for (unsigned parts = kOneOfEachPart[set]; parts != 0; parts &= parts - 1) {
    join(at + offsets[static_cast<std::size_t>(std::countr_zero(parts))], at);
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
