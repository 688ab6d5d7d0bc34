#include "nn/activation.h"

#include "nn/lanes.h"

namespace saa::nn {
namespace {

template <std::size_t kLanes>
struct Gelu : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using typename Base::Floats;
  using typename Base::Ints;

  /// values = gelu(values), or with kSum gelu(values + other)
  template <bool kSum>
  [[gnu::always_inline]] static void run(float* values, const float* other, std::size_t count) {
    const Bounds bounds;
    std::size_t i = 0;
    for (; i + kTogether * kLanes <= count; i += kTogether * kLanes) {
      Floats x[kTogether];
#pragma GCC unroll 8
      for (std::size_t v = 0; v < kTogether; ++v) {
        x[v] = Base::load(values + i + v * kLanes);
        if constexpr (kSum) x[v] += Base::load(other + i + v * kLanes);
      }
      gelu(x, bounds);
#pragma GCC unroll 8
      for (std::size_t v = 0; v < kTogether; ++v) Base::store(x[v], values + i + v * kLanes);
    }
    for (; i < count; i += kLanes) {
      const std::size_t left = count - i;
      Floats x[1] = {Base::load(values + i, left, 0.0F)};
      if constexpr (kSum) x[0] += Base::load(other + i, left, 0.0F);
      gelu(x, bounds);
      Base::store(x[0], values + i, left);
    }
  }

 private:
  /// Vectors side by side: each step waits for the one before, and the steps of the others fill the
  /// time.
  static constexpr std::size_t kTogether = 4;

  struct Bounds {
    Floats fitted = Base::unknown(6.36F);
    Floats lowest = Base::unknown(-80.0F);
    Floats zero = Base::unknown(0.0F);
  };

  /// 1 - erf(|x| / sqrt 2) is written 2^(|x| q(|x|)): q is so smooth that a polynomial has it, and
  /// no quotient is needed. The coefficients are a minimax fit of the answer over |x| < 6.36;
  /// beyond it q keeps its value there, and the answer is 0 or x to the last bit.
  template <std::size_t kCount>
  [[gnu::always_inline]] static void gelu(Floats (&x)[kCount], const Bounds& bounds) {
    Floats fitted[kCount];
    Floats power[kCount];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      fitted[v] = Base::smaller(magnitude(x[v]), bounds.fitted);
      power[v] = Floats{} + 2.69399976e-07F;
    }
    Base::horner(power, fitted,
                 {-6.12762688e-06F, 5.56444938e-05F, -0.00022811981F, -7.61464689e-05F,
                  0.00701374328F, -0.0524744913F, -0.459212601F, -1.15110493F});
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) power[v] *= magnitude(x[v]);
    half_exp2(power, bounds);
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      x[v] = Base::greater(x[v], bounds.zero) - magnitude(x[v]) * power[v];
    }
  }

  [[gnu::always_inline]] static Floats magnitude(const Floats& x) {
    return __builtin_bit_cast(Floats, __builtin_bit_cast(Ints, x) & 0x7FFFFFFF);
  }

  /// x = 2^x / 2 for x <= 0, to some 1e-7 of it; it stops falling at 2^-81, for subnormal numbers
  /// are slow.
  template <std::size_t kCount>
  [[gnu::always_inline]] static void half_exp2(Floats (&x)[kCount], const Bounds& bounds) {
    // Adding it leaves no bits for a fraction; the last eight are then the biased exponent.
    constexpr float kRound = 12582912.0F + 127.0F;
    Floats rounded[kCount];
    Floats series[kCount];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      x[v] = Base::greater(x[v], bounds.lowest);
      rounded[v] = x[v] + kRound;
      x[v] -= rounded[v] - kRound;
      series[v] = Floats{} + 6.6382302e-4F;
    }
    Base::horner(series, x,
                 {4.83777062e-3F, 0.02775356655F, 0.1201105985F, 0.3465734835F, 0.500000035F});
#pragma GCC unroll 8
    for (std::size_t v = 0; v < kCount; ++v) {
      x[v] = series[v] * __builtin_bit_cast(Floats, __builtin_bit_cast(Ints, rounded[v]) << 23);
    }
  }
};

template <std::size_t kLanes>
struct Relu : Lanes<kLanes> {
  using Base = Lanes<kLanes>;

  [[gnu::always_inline]] static void run(float* values, std::size_t count) {
    const auto zero = Base::unknown(0.0F);
    for (std::size_t i = 0; i < count; i += kLanes) {
      const std::size_t left = count - i;
      Base::store(Base::greater(zero, Base::load(values + i, left, 0.0F)), values + i, left);
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void relu_v3(float* values, std::size_t count) {
  Relu<8>::run(values, count);
}
[[gnu::target("arch=x86-64-v4")]] void relu_v4(float* values, std::size_t count) {
  Relu<16>::run(values, count);
}
[[gnu::target("arch=x86-64-v3")]] void gelu_v3(float* values, std::size_t count) {
  Gelu<8>::run<false>(values, nullptr, count);
}
[[gnu::target("arch=x86-64-v4")]] void gelu_v4(float* values, std::size_t count) {
  Gelu<16>::run<false>(values, nullptr, count);
}
[[gnu::target("arch=x86-64-v3")]] void gelu_sum_v3(float* values, const float* other,
                                                   std::size_t count) {
  Gelu<8>::run<true>(values, other, count);
}
[[gnu::target("arch=x86-64-v4")]] void gelu_sum_v4(float* values, const float* other,
                                                   std::size_t count) {
  Gelu<16>::run<true>(values, other, count);
}
#endif

}  // namespace

void gelu_in_place(float* values, std::size_t count) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return gelu_v4(values, count);
  if (machine() == Machine::v3) return gelu_v3(values, count);
#endif
  Gelu<4>::run<false>(values, nullptr, count);
}

void gelu_of_sum(float* values, const float* other, std::size_t count) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return gelu_sum_v4(values, other, count);
  if (machine() == Machine::v3) return gelu_sum_v3(values, other, count);
#endif
  Gelu<4>::run<true>(values, other, count);
}

void relu_in_place(float* values, std::size_t count) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return relu_v4(values, count);
  if (machine() == Machine::v3) return relu_v3(values, count);
#endif
  Relu<4>::run(values, count);
}

}  // namespace saa::nn
