// The arithmetic of multi-scale deformable attention, some queries at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saa::nn {

/// A brain float: the upper half of an f32.
enum class Bfloat16 : std::uint16_t {};

/// A picture of the pyramid: its size, at least one each way, and its first site, all below 2^24.
struct DeformableLevel {
  std::int32_t height, width, start;
};

/// One call's data and sizes; the layouts are those of deformable_attention().
template <typename T>
struct DeformableRows {
  const T* value;
  const float* reference;
  const float* offsets;
  const float* logits;
  float* result;
  std::size_t sites, queries, heads, channels;  ///< of one batch item
  std::size_t points;                           ///< of one head, query and level
  std::size_t reference_size;                   ///< 2: points, 4: boxes
  std::vector<DeformableLevel> levels;
};

/// Fills the result's rows [begin, end) of all batch * queries rows. A row's numbers depend on
/// nothing but the data and the machine's kind of vectors.
void evaluate_rows(const DeformableRows<float>& call, std::size_t begin, std::size_t end);
void evaluate_rows(const DeformableRows<Bfloat16>& call, std::size_t begin, std::size_t end);

}  // namespace saa::nn
