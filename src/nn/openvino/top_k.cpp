#include "nn/openvino/top_k.h"

#include "nn/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <saa/error.h>
#include <string>

namespace saa::nn {
namespace {

class TopKKernel final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.top_k"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    return inputs[1];  // whose length is the count
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const std::span<const float> scores = floats(inputs[0]);
    if (scores.size() < result.size()) {
      throw InputError("the " + std::to_string(result.size()) + " best of " +
                       std::to_string(scores.size()) + " scores were asked for");
    }
    std::vector<std::size_t> places(scores.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(result.size());
    // NaN counts as largest, as torch.topk has it; so this is an order, whatever the scores.
    const auto before = [&](std::size_t a, std::size_t b) {
      const float x = scores[a];
      const float y = scores[b];
      if (std::isnan(x) != std::isnan(y)) return std::isnan(x);
      return x > y || (!(x < y) && a < b);
    };
    std::partial_sort(places.begin(), end, places.end(), before);
    std::transform(places.begin(), end, result.begin(), [](std::size_t p) { return float(p); });
  }
};

}  // namespace

const HostKernel& top_k_kernel() {
  static const TopKKernel kernel;
  return kernel;
}

}  // namespace saa::nn
