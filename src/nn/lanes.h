// Vectors of sixteen numbers for host kernels, which the compiler maps to what the machine has: one
// AVX-512 register, two of AVX, four of SSE or NEON. For .cpp files only; all functions are inlined
// into one marked SAA_FOR_EACH_MACHINE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

// Vectors cross only calls that are always inlined, so that how they would be passed does not
// matter.
#pragma GCC diagnostic ignored "-Wpsabi"

// A function compiled once for each kind of machine; which one runs is chosen when the program
// starts.
#if defined(__x86_64__)
#define SAA_FOR_EACH_MACHINE [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define SAA_FOR_EACH_MACHINE
#endif
#define SAA_INLINE [[gnu::always_inline]] inline

namespace saa::nn {

constexpr std::size_t kLanes = 16;
using Floats = float __attribute__((vector_size(kLanes * sizeof(float))));
using Ints = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));

/// The next multiple of a vector's length.
constexpr std::size_t whole_vectors(std::size_t count) {
  return (count + kLanes - 1) / kLanes * kLanes;
}

SAA_INLINE Floats load(const float* from) {
  Floats lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

/// The first `count` numbers; lanes beyond get `fill`.
SAA_INLINE Floats load(const float* from, std::size_t count, float fill) {
  if (count >= kLanes) return load(from);
  Floats lanes = Floats{} + fill;
  std::memcpy(&lanes, from, count * sizeof(float));
  return lanes;
}

SAA_INLINE void store(const Floats& lanes, float* to) { std::memcpy(to, &lanes, sizeof(lanes)); }

/// The first `count` lanes.
SAA_INLINE void store(const Floats& lanes, float* to, std::size_t count) {
  if (count >= kLanes) {
    store(lanes, to);
  } else {
    std::memcpy(to, &lanes, count * sizeof(float));
  }
}

SAA_INLINE Floats greater(const Floats& a, const Floats& b) { return a > b ? a : b; }

/// Every lane changes places with the one `distance` away, a power of two.
template <std::size_t distance, std::size_t... lane>
SAA_INLINE Floats swapped(const Floats& lanes, std::index_sequence<lane...>) {
  return __builtin_shufflevector(lanes, lanes, (lane ^ distance)...);
}

/// The largest of all lanes.
template <std::size_t distance = kLanes / 2>
SAA_INLINE float greatest(const Floats& lanes) {
  const Floats paired =
      greater(lanes, swapped<distance>(lanes, std::make_index_sequence<kLanes>()));
  if constexpr (distance == 1) {
    return paired[0];
  } else {
    return greatest<distance / 2>(paired);
  }
}

/// The sum of all lanes.
template <std::size_t distance = kLanes / 2>
SAA_INLINE float total(const Floats& lanes) {
  const Floats paired = lanes + swapped<distance>(lanes, std::make_index_sequence<kLanes>());
  if constexpr (distance == 1) {
    return paired[0];
  } else {
    return total<distance / 2>(paired);
  }
}

}  // namespace saa::nn
