#include "nn/similarity.h"

#include "nn/runtime.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace saa::nn {

Similarity::Similarity(int threads)
    : network_(cpu_runtime().compile(
          "similarity",
          [](Builder& builder) {
            const Value a = builder.input("a", DType::f32, {kDynamic, kDynamic});
            const Value b = builder.input("b", DType::f32, {kDynamic, kDynamic});
            builder.output("products", builder.apply(MatMul{.transpose_b = true}, {a, b}));
          },
          {.threads = threads})) {}

void Similarity::multiply(std::span<const float> a, std::size_t a_rows, std::span<const float> b,
                          std::size_t b_rows, std::size_t channels, std::span<float> out) const {
  if (out.empty() || channels == 0 || a.size() != a_rows * channels ||
      b.size() != b_rows * channels || out.size() != a_rows * b_rows) {
    throw std::logic_error("similarity: the spans do not have the lengths of the sizes given");
  }
  const auto dim = [](std::size_t size) { return static_cast<Dim>(size); };
  const std::array inputs = {view(a, {dim(a_rows), dim(channels)}),
                             view(b, {dim(b_rows), dim(channels)})};
  const std::vector<Tensor> products = network_->run(inputs);
  std::ranges::copy(floats(products.front()), out.begin());
}

}  // namespace saa::nn
