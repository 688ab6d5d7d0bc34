// The arithmetic of window attention, one window at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saa::nn {

/// One call's data and sizes; the layouts are those of window_attention().
struct WindowHeads {
  const float* qkv;
  const float* padding;
  const float* bias;
  float* result;
  std::size_t heads, channels;  ///< of one head
  std::size_t places;           ///< of a window
};

/// Where one window's tokens lie, and room to work on them. Rows are whole vectors, what is beyond
/// the sizes being zero.
struct WindowTile {
  static constexpr std::int64_t kPadding = -1;

  explicit WindowTile(const WindowHeads& heads);

  std::vector<std::int64_t> tokens;  ///< by place: the token, or kPadding
  std::vector<int> origins;          ///< by place: tokens of different ones are kept apart
  std::vector<float> query;          ///< [places, channels]
  std::vector<float> key;            ///< [channels, places]
  std::vector<float> value;          ///< [places, channels]
  std::vector<float> apart;          ///< [places, places]: what origins take off the scores
  std::vector<float> scores;         ///< [places, places]
  std::vector<float> sums;           ///< [places]: of the weights that scores become
  std::vector<float> out;            ///< [places, channels]
};

/// All heads of one window: reads the tokens' rows of qkv, writes their rows of the result.
void attend(const WindowHeads& heads, WindowTile& tile);

}  // namespace saa::nn
