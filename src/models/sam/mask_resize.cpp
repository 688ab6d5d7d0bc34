#include "models/sam/mask_resize.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace saa::sam {
namespace {

/// Neighbours of one place of a resized axis, and their weights (PyTorch's
/// area_pixel_compute_source_index, in f32 as there).
struct Tap {
  int low;
  int high;
  float low_weight;
  float high_weight;
};

std::vector<Tap> taps(int from, int to) {
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  std::vector<Tap> result(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const float place = std::max(scale * (static_cast<float>(i) + 0.5F) - 0.5F, 0.0F);
    const int low = std::min(static_cast<int>(place), from - 1);
    const float weight = std::min(place - static_cast<float>(low), 1.0F);
    result[static_cast<std::size_t>(i)] = {low, std::min(low + 1, from - 1), 1.0F - weight, weight};
  }
  return result;
}

/// Places from `begin` up to `end`.
struct Range {
  int begin;
  int end;
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};

/// Places of the resized axis that have a neighbour within the range.
Range reached(const std::vector<Tap>& taps, const Range& range) {
  const auto begin =
      std::ranges::find_if(taps, [&](const Tap& t) { return t.high >= range.begin; });
  const auto end =
      std::find_if(begin, taps.end(), [&](const Tap& t) { return t.low >= range.end; });
  return {static_cast<int>(begin - taps.begin()), static_cast<int>(end - taps.begin())};
}

/// The rows, then the columns, that hold a value above 0; nothing if there is none.
std::optional<std::array<Range, 2>> positive_extent(std::span<const float> values, int size) {
  Range rows{size, 0};
  Range columns{size, 0};
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (values[std::size_t(y) * std::size_t(size) + std::size_t(x)] <= 0.0F) continue;
      rows = {std::min(rows.begin, y), y + 1};
      columns = {std::min(columns.begin, x), std::max(columns.end, x + 1)};
    }
  }
  if (rows.end == 0) return std::nullopt;
  return std::array{rows, columns};
}

/// Rows of the image's width at the height of the network's input, made when asked for; the last
/// two are kept.
class WideRows {
 public:
  WideRows(std::span<const float> low_res, const MaskFrame& frame, const std::vector<Tap>& to_input,
           const std::vector<Tap>& to_width, const Range& input_columns, const Range& columns)
      : low_res_(low_res),
        low_size_(static_cast<std::size_t>(frame.low_size)),
        to_input_(&to_input),
        to_width_(&to_width),
        input_columns_(input_columns),
        columns_(columns),
        input_row_(static_cast<std::size_t>(frame.input_width)) {
    for (Row& row : rows_) row.values.resize(columns.size());
  }

  /// Values of row `y` of the input at `columns`. Valid until another two rows have been asked for.
  std::span<const float> at(int y) {
    Row& row = rows_[static_cast<std::size_t>(y) % rows_.size()];
    if (row.y != y) {
      fill(y, row.values);
      row.y = y;
    }
    return row.values;
  }

 private:
  struct Row {
    int y = -1;
    std::vector<float> values;
  };

  void fill(int y, std::vector<float>& values) {
    const Tap& down = (*to_input_)[static_cast<std::size_t>(y)];
    const float* above = low_res_.data() + static_cast<std::size_t>(down.low) * low_size_;
    const float* below = low_res_.data() + static_cast<std::size_t>(down.high) * low_size_;
    for (int x = input_columns_.begin; x < input_columns_.end; ++x) {
      const Tap& t = (*to_input_)[static_cast<std::size_t>(x)];
      input_row_[static_cast<std::size_t>(x)] =
          down.low_weight * (t.low_weight * above[t.low] + t.high_weight * above[t.high]) +
          down.high_weight * (t.low_weight * below[t.low] + t.high_weight * below[t.high]);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Tap& t = (*to_width_)[static_cast<std::size_t>(columns_.begin) + i];
      values[i] = t.low_weight * input_row_[static_cast<std::size_t>(t.low)] +
                  t.high_weight * input_row_[static_cast<std::size_t>(t.high)];
    }
  }

  std::span<const float> low_res_;
  std::size_t low_size_;
  const std::vector<Tap>* to_input_;
  const std::vector<Tap>* to_width_;
  Range input_columns_;
  Range columns_;
  std::vector<float> input_row_;
  std::array<Row, 2> rows_;  ///< neighbours differ in parity, so both of a pair fit
};

/// The window cut to the rows and columns that are set.
RegionMask tight(const Mask& mask, int left, int top) {
  Range rows{mask.height, 0};
  Range columns{mask.width, 0};
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (mask.at(x, y) == 0) continue;
      rows = {std::min(rows.begin, y), y + 1};
      columns = {std::min(columns.begin, x), std::max(columns.end, x + 1)};
    }
  }
  if (rows.end == 0) return {};
  RegionMask result{left + columns.begin, top + rows.begin,
                    Mask(static_cast<int>(columns.size()), static_cast<int>(rows.size()))};
  for (int y = rows.begin; y < rows.end; ++y) {
    const auto row = mask.values.begin() + std::ptrdiff_t(y) * mask.width;
    std::copy(row + columns.begin, row + columns.end,
              result.window.values.begin() + std::ptrdiff_t(y - rows.begin) * result.window.width);
  }
  return result;
}

}  // namespace

RegionMask resize_mask(std::span<const float> low_res, const MaskFrame& frame) {
  const auto extent = positive_extent(low_res, frame.low_size);
  if (!extent) return {};
  const std::vector<Tap> to_input = taps(frame.low_size, frame.input_size);
  const std::vector<Tap> to_width = taps(frame.input_width, frame.width);
  const std::vector<Tap> to_height = taps(frame.input_height, frame.height);
  const Range rows = reached(to_height, reached(to_input, (*extent)[0]));
  const Range columns = reached(to_width, reached(to_input, (*extent)[1]));
  if (rows.begin >= rows.end || columns.begin >= columns.end) return {};
  const Range input_columns{to_width[static_cast<std::size_t>(columns.begin)].low,
                            to_width[static_cast<std::size_t>(columns.end) - 1].high + 1};

  WideRows wide(low_res, frame, to_input, to_width, input_columns, columns);
  Mask mask(static_cast<int>(columns.size()), static_cast<int>(rows.size()));
  std::uint8_t* out = mask.values.data();
  for (int y = rows.begin; y < rows.end; ++y) {
    const Tap& down = to_height[static_cast<std::size_t>(y)];
    const std::span<const float> above = wide.at(down.low);
    const std::span<const float> below = wide.at(down.high);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      *out++ = down.low_weight * above[x] + down.high_weight * below[x] > 0.0F ? 1 : 0;
    }
  }
  return tight(mask, columns.begin, rows.begin);
}

}  // namespace saa::sam
