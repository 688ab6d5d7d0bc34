#include "nn/gelu.h"

#include "nn/lanes.h"

#include <array>

namespace saa::nn {
namespace {

template <std::size_t kLanes>
struct Gelu : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using typename Base::Floats;
  using typename Base::Ints;

  [[gnu::always_inline]] static void run(float* values, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kLanes) {
      const std::size_t left = count - i;
      Base::store(gelu(Base::load(values + i, left, 0.0F)), values + i, left);
    }
  }

  [[gnu::always_inline]] static void run(float* values, const float* other, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kLanes) {
      const std::size_t left = count - i;
      const Floats sum = Base::load(values + i, left, 0.0F) + Base::load(other + i, left, 0.0F);
      Base::store(gelu(sum), values + i, left);
    }
  }

 private:
  /// 1 - erf(|x| / sqrt 2) is written 2^(|x| q(|x|)): q is so smooth that a polynomial has it, and
  /// no quotient is needed. The coefficients are a minimax fit of the answer over |x| < 6.36;
  /// beyond it q keeps its value there, and the answer is 0 or x to the last bit.
  [[gnu::always_inline]] static Floats gelu(const Floats& x) {
    constexpr float kFitted = 6.36F;
    constexpr std::array<float, 9> kPower = {-1.15110493F,    -0.459212601F,    -0.0524744913F,
                                             0.00701374328F,  -7.61464689e-05F, -0.00022811981F,
                                             5.56444938e-05F, -6.12762688e-06F, 2.69399976e-07F};
    const Floats size =
        __builtin_bit_cast(Floats, __builtin_bit_cast(Ints, x) & 0x7FFFFFFF);  // |x|
    const Floats fitted = size < kFitted ? size : Floats{} + kFitted;
    Floats power = Floats{} + kPower[8];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; ++i) power = power * fitted + kPower[7 - i];
    const Floats above = x > 0.0F ? x : Floats{};
    return above - size * half_exp2(size * power);
  }

  /// 2^x / 2 for x <= 0, to some 1e-7 of it; it stops falling at 2^-81, for subnormal numbers are
  /// slow.
  [[gnu::always_inline]] static Floats half_exp2(const Floats& x) {
    constexpr float kLowest = -80.0F;
    // Adding it leaves no bits for a fraction; the last eight are then the biased exponent.
    constexpr float kRound = 12582912.0F + 127.0F;
    const Floats bounded = x > kLowest ? x : Floats{} + kLowest;
    const Floats rounded = bounded + kRound;
    const Floats r = bounded - (rounded - kRound);
    Floats series = r * 6.6382302e-4F + 4.83777062e-3F;
    series = series * r + 0.02775356655F;
    series = series * r + 0.1201105985F;
    series = series * r + 0.3465734835F;
    series = series * r + 0.500000035F;
    return series * __builtin_bit_cast(Floats, __builtin_bit_cast(Ints, rounded) << 23);
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void run_v3(float* values, std::size_t count) {
  Gelu<8>::run(values, count);
}
[[gnu::target("arch=x86-64-v4")]] void run_v4(float* values, std::size_t count) {
  Gelu<16>::run(values, count);
}
[[gnu::target("arch=x86-64-v3")]] void run_sum_v3(float* values, const float* other,
                                                  std::size_t count) {
  Gelu<8>::run(values, other, count);
}
[[gnu::target("arch=x86-64-v4")]] void run_sum_v4(float* values, const float* other,
                                                  std::size_t count) {
  Gelu<16>::run(values, other, count);
}
#endif

}  // namespace

void gelu_in_place(float* values, std::size_t count) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return run_v4(values, count);
  if (machine() == Machine::v3) return run_v3(values, count);
#endif
  Gelu<4>::run(values, count);
}

void gelu_of_sum(float* values, const float* other, std::size_t count) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return run_sum_v4(values, other, count);
  if (machine() == Machine::v3) return run_sum_v3(values, other, count);
#endif
  Gelu<4>::run(values, other, count);
}

}  // namespace saa::nn
