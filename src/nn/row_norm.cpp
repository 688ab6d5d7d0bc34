#include "nn/row_norm.h"

#include "nn/lanes.h"

#include <cmath>

namespace saa::nn {
namespace {

struct Call {
  const float* x;
  const float* y;  ///< nullptr: nothing is added
  std::size_t rows;
  RowNorm norm;
  float* out;
  std::size_t out_row;
};

template <std::size_t kLanes>
struct Norm : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using Base::load;
  using Base::store;
  using typename Base::Floats;

  [[gnu::always_inline]] static void run(const Call& call) {
    const std::size_t channels = call.norm.channels;
    for (std::size_t row = 0; row < call.rows; ++row) {
      const float* x = call.x + row * channels;
      float* out = call.out + row * call.out_row;
      const float sum = call.y == nullptr ? total_of(x, channels)
                                          : total_of_sum(x, call.y + row * channels, channels, out);
      normalise(call.y == nullptr ? x : out, sum / static_cast<float>(channels), call.norm, out);
    }
  }

 private:
  [[gnu::always_inline]] static float total_of(const float* row, std::size_t channels) {
    Floats sums = {};
    for (std::size_t c = 0; c < channels; c += kLanes) sums += load(row + c, channels - c, 0.0F);
    return Base::total(sums);
  }

  /// Leaves the sums in `out`.
  [[gnu::always_inline]] static float total_of_sum(const float* x, const float* y,
                                                   std::size_t channels, float* out) {
    Floats sums = {};
    for (std::size_t c = 0; c < channels; c += kLanes) {
      const std::size_t left = channels - c;
      const Floats sum = load(x + c, left, 0.0F) + load(y + c, left, 0.0F);
      store(sum, out + c, left);
      sums += sum;
    }
    return Base::total(sums);
  }

  [[gnu::always_inline]] static void normalise(const float* row, float mean, const RowNorm& norm,
                                               float* out) {
    const std::size_t channels = norm.channels;
    Floats squares = {};
    for (std::size_t c = 0; c < channels; c += kLanes) {
      const Floats centred = load(row + c, channels - c, mean) - mean;
      squares += centred * centred;
    }
    const float variance = Base::total(squares) / static_cast<float>(channels);
    const float scale = 1.0F / std::sqrt(variance + norm.epsilon);
    for (std::size_t c = 0; c < channels; c += kLanes) {
      const std::size_t left = channels - c;
      const Floats unit = (load(row + c, left, mean) - mean) * scale;
      store(unit * load(norm.weight + c, left, 0.0F) + load(norm.bias + c, left, 0.0F), out + c,
            left);
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void run_v3(const Call& call) { Norm<8>::run(call); }
[[gnu::target("arch=x86-64-v4")]] void run_v4(const Call& call) { Norm<16>::run(call); }
#endif

void run(const Call& call) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return run_v4(call);
  if (machine() == Machine::v3) return run_v3(call);
#endif
  Norm<4>::run(call);
}

}  // namespace

void normalise(const float* x, std::size_t rows, const RowNorm& norm, float* out,
               std::size_t out_row) {
  run({x, nullptr, rows, norm, out, out_row});
}

void normalise_sum(const float* x, const float* y, std::size_t rows, const RowNorm& norm,
                   float* out) {
  run({x, y, rows, norm, out, norm.channels});
}

}  // namespace saa::nn
