// All pairwise dot products of two sets of vectors.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace saa::nn {

class Network;

/// out = a b^T in f32, as fast as the machine's matrix product. Thread-safe; the sum for a pair of
/// vectors is the same whatever the number of threads.
class Similarity {
 public:
  /// @param threads used by one product; 0: all cores.
  explicit Similarity(int threads = 0);

  /// @param a [a_rows, channels], @param b [b_rows, channels], both row by row
  /// @param out [a_rows, b_rows]: out[i * b_rows + j] = a_i · b_j
  /// @throws std::logic_error if a size is zero or a span has another length.
  void multiply(std::span<const float> a, std::size_t a_rows, std::span<const float> b,
                std::size_t b_rows, std::size_t channels, std::span<float> out) const;

 private:
  std::shared_ptr<const Network> network_;
};

}  // namespace saa::nn
