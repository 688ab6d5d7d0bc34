#include "pipeline/neighbours/reference_draw.h"

#include <numeric>
#include <random>
#include <utility>

namespace saa {

std::vector<std::size_t> draw_order(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // The standard says which numbers this generator gives, but not what its distributions make of
  // them. The remainder favours small numbers by less than count / 2^64.
  std::mt19937_64 numbers(seed);
  for (std::size_t left = count; left > 1; --left)
    std::swap(order[left - 1], order[numbers() % left]);
  return order;
}

}  // namespace saa
