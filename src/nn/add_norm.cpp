#include "nn/add_norm.h"

#include "core/parallel.h"
#include "nn/host_kernel.h"
#include "nn/lanes.h"
#include "nn/layers.h"
#include "nn/network.h"

#include <array>
#include <cmath>
#include <stdexcept>

namespace saa::nn {
namespace {

struct Rows {
  const float* x;
  const float* y;
  const float* weight;
  const float* bias;
  float* result;
  std::size_t channels;
  float epsilon;
};

template <std::size_t kLanes>
struct RowNorm : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using Base::load;
  using Base::store;
  using typename Base::Floats;

  [[gnu::always_inline]] static void run(const Rows& rows, std::size_t begin, std::size_t end) {
    const std::size_t channels = rows.channels;
    const auto count = static_cast<float>(channels);
    for (std::size_t row = begin; row < end; ++row) {
      const float* x = rows.x + row * channels;
      const float* y = rows.y + row * channels;
      float* out = rows.result + row * channels;
      Floats sums = {};
      for (std::size_t c = 0; c < channels; c += kLanes) {
        const std::size_t left = channels - c;
        const Floats sum = load(x + c, left, 0.0F) + load(y + c, left, 0.0F);
        store(sum, out + c, left);
        sums += sum;
      }
      const float mean = Base::total(sums) / count;
      Floats squares = {};
      for (std::size_t c = 0; c < channels; c += kLanes) {
        const Floats centred = load(out + c, channels - c, mean) - mean;
        squares += centred * centred;
      }
      const float scale = 1.0F / std::sqrt(Base::total(squares) / count + rows.epsilon);
      for (std::size_t c = 0; c < channels; c += kLanes) {
        const std::size_t left = channels - c;
        const Floats unit = (load(out + c, left, mean) - mean) * scale;
        store(unit * load(rows.weight + c, left, 0.0F) + load(rows.bias + c, left, 0.0F), out + c,
              left);
      }
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void norm_rows_v3(const Rows& rows, std::size_t begin,
                                                    std::size_t end) {
  RowNorm<8>::run(rows, begin, end);
}
[[gnu::target("arch=x86-64-v4")]] void norm_rows_v4(const Rows& rows, std::size_t begin,
                                                    std::size_t end) {
  RowNorm<16>::run(rows, begin, end);
}
#endif

void norm_rows(const Rows& rows, std::size_t begin, std::size_t end) {
#if defined(__x86_64__)
  if (machine() == Machine::v4) return norm_rows_v4(rows, begin, end);
  if (machine() == Machine::v3) return norm_rows_v3(rows, begin, end);
#endif
  RowNorm<4>::run(rows, begin, end);
}

/// (x [..., C], y like x, weight [C], bias [C], epsilon [1])
class AddNorm final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.add_norm"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    if (inputs.size() != 5 || inputs[0].size() != inputs[1].size()) {
      throw std::logic_error("add_norm of values of two ranks");
    }
    Dims shape = inputs[0];
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const Dim other = inputs[1][axis];
      if (shape[axis] == kDynamic) shape[axis] = other;
      if (other != kDynamic && other != shape[axis]) {
        throw std::logic_error("add_norm of " + shape_text(inputs[0]) + " and " +
                               shape_text(inputs[1]));
      }
    }
    return shape;
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const std::span<const float> weight = floats(inputs[2]);
    const Rows rows{.x = floats(inputs[0]).data(),
                    .y = floats(inputs[1]).data(),
                    .weight = weight.data(),
                    .bias = floats(inputs[3]).data(),
                    .result = result.data(),
                    .channels = weight.size(),
                    .epsilon = floats(inputs[4])[0]};
    parallel_for(result.size() / weight.size(),
                 [&](std::size_t begin, std::size_t end) { norm_rows(rows, begin, end); });
  }
};

}  // namespace

Value add_norm(const Scope& scope, const Value& x, const Value& y, float epsilon) {
  static const AddNorm kernel;
  Builder& builder = x.builder();
  const Dim channels = x.dim(-1);
  return host_op(kernel, std::array{x, y, param(builder, scope, "weight", {channels}),
                                    param(builder, scope, "bias", {channels}),
                                    builder.constant(std::span(&epsilon, 1), {1})});
}

}  // namespace saa::nn
