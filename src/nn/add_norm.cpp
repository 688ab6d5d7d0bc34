#include "nn/add_norm.h"

#include "core/parallel.h"
#include "nn/host_kernel.h"
#include "nn/layers.h"
#include "nn/network.h"
#include "nn/row_norm.h"

#include <array>
#include <stdexcept>

namespace saa::nn {
namespace {

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
    const std::size_t channels = floats(inputs[2]).size();
    const RowNorm norm{floats(inputs[2]).data(), floats(inputs[3]).data(), channels,
                       floats(inputs[4])[0]};
    parallel_for(result.size() / channels, [&](std::size_t begin, std::size_t end) {
      normalise_sum(floats(inputs[0]).data() + begin * channels,
                    floats(inputs[1]).data() + begin * channels, end - begin, norm,
                    result.data() + begin * channels);
    });
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
