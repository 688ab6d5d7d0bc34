// Vectors of numbers for host kernels. For .cpp files only.
//
// A kernel is a class template on the length of its vectors, derived from Lanes, all of whose
// functions are inlined into one function for each Machine:
//
//   #if defined(__x86_64__)
//   [[gnu::target("arch=x86-64-v3")]] void run_v3(const Call& call) { Kernel<8>::run(call); }
//   [[gnu::target("arch=x86-64-v4")]] void run_v4(const Call& call) { Kernel<16>::run(call); }
//   #endif
//
// Longer vectors than the machine has are slow: the compiler keeps them in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

// Vectors cross only calls that are always inlined, so that how they would be passed does not
// matter.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace saa::nn {

/// What the processor has: vectors of 16 numbers (AVX-512), of 8 (AVX2 with FMA), or neither.
enum class Machine { plain, v3, v4 };

[[nodiscard]] inline Machine machine() {
#if defined(__x86_64__)
  // By feature: Clang 14 does not know the levels' names here.
  static const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  static const bool v4 = v3 && __builtin_cpu_supports("avx512f") &&
                         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return v4 ? Machine::v4 : v3 ? Machine::v3 : Machine::plain;
#else
  return Machine::plain;
#endif
}

/// Rows that begin on multiples of this many numbers hold whole vectors on any machine.
constexpr std::size_t kRowMultiple = 16;

constexpr std::size_t rounded_up(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

/// A type of its own, by typedef: GCC 12 forgets a length that depends on a parameter otherwise.
template <typename Number, std::size_t kLanes>
struct VectorOf {
  typedef Number type __attribute__((vector_size(kLanes * sizeof(Number))));
};

template <std::size_t kLanes>
struct Lanes {
  using Floats = typename VectorOf<float, kLanes>::type;
  using Ints = typename VectorOf<std::int32_t, kLanes>::type;
  using Places = std::make_index_sequence<kLanes>;

  [[gnu::always_inline]] static Floats load(const float* from) {
    Floats lanes;
    std::memcpy(&lanes, from, sizeof(lanes));
    return lanes;
  }
  [[gnu::always_inline]] static Ints load(const std::int32_t* from) {
    Ints lanes;
    std::memcpy(&lanes, from, sizeof(lanes));
    return lanes;
  }
  /// The first `count` numbers; lanes beyond get `fill`.
  [[gnu::always_inline]] static Floats load(const float* from, std::size_t count, float fill) {
    if (count >= kLanes) return load(from);
    Floats lanes = Floats{} + fill;
    std::memcpy(&lanes, from, count * sizeof(float));
    return lanes;
  }

  [[gnu::always_inline]] static void store(const Floats& lanes, float* to) {
    std::memcpy(to, &lanes, sizeof(lanes));
  }
  [[gnu::always_inline]] static void store(const Ints& lanes, std::int32_t* to) {
    std::memcpy(to, &lanes, sizeof(lanes));
  }
  /// The first `count` lanes.
  [[gnu::always_inline]] static void store(const Floats& lanes, float* to, std::size_t count) {
    if (count >= kLanes) {
      store(lanes, to);
    } else {
      std::memcpy(to, &lanes, count * sizeof(float));
    }
  }

  /// A number in all lanes that the compiler does not know: GCC has one instruction for greater()
  /// and smaller(), but four where it knows one of the vectors.
  [[gnu::always_inline]] static Floats unknown(float number) {
    const volatile float hidden = number;
    return Floats{} + hidden;
  }

  /// b where one is NaN.
  [[gnu::always_inline]] static Floats greater(const Floats& a, const Floats& b) {
    return a > b ? a : b;
  }
  [[gnu::always_inline]] static Floats smaller(const Floats& a, const Floats& b) {
    return a < b ? a : b;
  }

  /// e^x for x <= 0, to some 1e-7 of it. It stops falling at e^-60: beside a largest share of 1
  /// that is nothing, and products with less would be subnormal numbers, which are slow. A NaN
  /// stays one.
  [[gnu::always_inline]] static Floats exp_with_floor(const Floats& x) {
    Floats alone[1] = {x};
    exp_with_floor(alone, Floats{} + kLowestPower);
    return alone[0];
  }
  static constexpr float kLowestPower = -60.0F;

  /// x = e^x, as above, for some vectors side by side: each step waits for the one before, and the
  /// steps of the others fill the time.
  template <std::size_t kCount>
  [[gnu::always_inline]] static void exp_with_floor(Floats (&x)[kCount], const Floats& lowest) {
    constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves no bits for a fraction
    Floats shifted[kCount];
    Floats series[kCount];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      x[v] = greater(lowest, x[v]);
      shifted[v] = x[v] * 1.44269504F + kRound;
      const Floats n = shifted[v] - kRound;
      x[v] = (x[v] - n * 0.693359375F) + n * 2.12194440e-4F;  // ln 2 in two parts
      series[v] = Floats{} + 1.0F / 720.0F;
    }
    horner(series, x, {1.0F / 120.0F, 1.0F / 24.0F, 1.0F / 6.0F, 0.5F, 1.0F, 1.0F});
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      // The shifted number's last bits are n.
      const Ints exponent = (__builtin_bit_cast(Ints, shifted[v]) << 23) + (127 << 23);
      x[v] = series[v] * __builtin_bit_cast(Floats, exponent);
    }
  }

  /// sum = sum * x + coefficient, for one coefficient after the other.
  template <std::size_t kCount, std::size_t kDegree>
  [[gnu::always_inline]] static void horner(Floats (&sum)[kCount], const Floats (&x)[kCount],
                                            const float (&coefficients)[kDegree]) {
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kDegree; ++i) {
#pragma GCC unroll 8
      for (std::size_t v = 0; v < kCount; ++v) sum[v] = sum[v] * x[v] + coefficients[i];
    }
  }

  /// row = e^(row - top), as above, for whole vectors. @returns the sum of the new row
  [[gnu::always_inline]] static float exp_of_row(float* row, std::size_t count, float top) {
    const Floats lowest = unknown(kLowestPower);
    Floats sum = {};
    std::size_t i = 0;
    for (; i + 2 * kLanes <= count; i += 2 * kLanes) exp_of_vectors<2>(row + i, top, lowest, sum);
    for (; i < count; i += kLanes) exp_of_vectors<1>(row + i, top, lowest, sum);
    return total(sum);
  }

  template <std::size_t kCount>
  [[gnu::always_inline]] static void exp_of_vectors(float* row, float top, const Floats& lowest,
                                                    Floats& sum) {
    Floats x[kCount];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) x[v] = load(row + v * kLanes) - top;
    exp_with_floor(x, lowest);
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      store(x[v], row + v * kLanes);
      sum += x[v];
    }
  }

  /// The same as exp_with_floor(), and 0 below e^-60.
  [[gnu::always_inline]] static Floats exp_nonpositive(const Floats& x) {
    return x < kLowestPower ? Floats{} : exp_with_floor(x);
  }

  /// Every lane changes places with the one `distance` away, a power of two.
  template <std::size_t distance, std::size_t... lane>
  [[gnu::always_inline]] static Floats swapped(const Floats& lanes, std::index_sequence<lane...>) {
    return __builtin_shufflevector(lanes, lanes, (lane ^ distance)...);
  }

  /// The largest of all lanes.
  template <std::size_t distance = kLanes / 2>
  [[gnu::always_inline]] static float greatest(const Floats& lanes) {
    const Floats paired = greater(lanes, swapped<distance>(lanes, Places()));
    if constexpr (distance == 1) {
      return paired[0];
    } else {
      return greatest<distance / 2>(paired);
    }
  }

  /// The sum of all lanes.
  template <std::size_t distance = kLanes / 2>
  [[gnu::always_inline]] static float total(const Floats& lanes) {
    const Floats paired = lanes + swapped<distance>(lanes, Places());
    if constexpr (distance == 1) {
      return paired[0];
    } else {
      return total<distance / 2>(paired);
    }
  }
};

}  // namespace saa::nn
