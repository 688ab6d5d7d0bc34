#include "nn/network.h"

#include "nn/host_kernel.h"
#include "unit/nn/evaluate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <stdexcept>
#include <thread>

namespace saa::nn {
namespace {

/// Two outputs of an input [open, 3].
std::shared_ptr<const Network> small_network(const CompileOptions& options = {.threads = 1}) {
  return cpu_runtime().compile(
      "small",
      [](Builder& builder) {
        const Value x = builder.input("x", DType::f32, {kDynamic, 3});
        builder.output("doubled", x * 2.0F);
        builder.output("total", sum(x, {1}));
      },
      options);
}

TEST(Network, NamesInputsAndOutputsInTheOrderOfDefinition) {
  const auto network = small_network();
  EXPECT_EQ(network->inputs(), (std::vector<std::string>{"x"}));
  EXPECT_EQ(network->outputs(), (std::vector<std::string>{"doubled", "total"}));
}

TEST(Network, ResultsStayWhileTheyAreHeldWhateverRunsLater) {
  const auto network = small_network();
  const Array first{{1, 3}, {1, 2, 3}};
  const Array second{{2, 3}, {4, 5, 6, 7, 8, 9}};
  const std::vector<Tensor> held = network->run(std::vector<Tensor>{view(first.values, {1, 3})});
  const std::vector<Tensor> later = network->run(std::vector<Tensor>{view(second.values, {2, 3})});
  expect_near(copied(held[0]), {{1, 3}, {2, 4, 6}});
  expect_near(copied(held[1]), {{1}, {6}});
  expect_near(copied(later[0]), {{2, 3}, {8, 10, 12, 14, 16, 18}});
  expect_near(copied(later[1]), {{2}, {15, 24}});
}

TEST(Network, ResultsOutliveTheNetwork) {
  const Array x{{1, 3}, {1, 2, 3}};
  std::vector<Tensor> held;
  {
    const auto network = small_network();
    held = network->run(std::vector<Tensor>{view(x.values, {1, 3})});
  }
  expect_near(copied(held[0]), {{1, 3}, {2, 4, 6}});
}

TEST(Network, RefusesAnInputOfAnotherShapeOrTypeInWords) {
  const auto network = small_network();
  const std::vector<float> values(8);
  try {
    (void)network->run(std::vector<Tensor>{view(values, {2, 4})});
    FAIL() << "the shape was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()),
              "network small, input x: expected f32 [-1, 3], found f32 [2, 4]");
  }
  const Dims numbers(3);
  EXPECT_THROW((void)network->run(std::vector<Tensor>{view(numbers, {1, 3})}), InputError);
  EXPECT_THROW((void)network->run({}), std::logic_error);
}

TEST(Network, GivesEveryCallerItsOwnAnswer) {
  for (const int parallel_runs : {1, 2}) {
    const auto network = small_network({.threads = 2, .parallel_runs = parallel_runs});
    std::array<int, 8> wrong{};
    {
      std::vector<std::jthread> callers;
      for (std::size_t c = 0; c < wrong.size(); ++c) {
        callers.emplace_back([&, c] {
          for (Dim round = 1; round < 40; ++round) {
            const std::vector<float> x(std::size_t(3 * round), float(c));
            const std::vector<Tensor> found =
                network->run(std::vector<Tensor>{view(x, {round, 3})});
            for (const float value : floats(found[0])) wrong[c] += value != 2.0F * float(c);
            for (const float value : floats(found[1])) wrong[c] += value != 3.0F * float(c);
          }
        });
      }
    }
    EXPECT_EQ(wrong, (std::array<int, 8>{}));
  }
}

/// y_i = x_i + i, to see that the kernel got the data and the place.
class AddIndex final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "test.add_index"; }
  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override { return inputs[0]; }
  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const std::span<const float> x = floats(inputs[0]);
    for (std::size_t i = 0; i < x.size(); ++i) result[i] = x[i] + float(i);
  }
};

const AddIndex kAddIndex;

TEST(HostKernel, ComputesInsideANetworkForAnySize) {
  const auto define = [](const std::vector<Value>& in) {
    return host_op(kAddIndex, std::array{in[0] * 2.0F}) + 0.5F;
  };
  expect_near(evaluate({{{3}, {1, 1, 1}}}, define), {{3}, {2.5F, 3.5F, 4.5F}});
  expect_near(evaluate({{{1}, {4}}}, define), {{1}, {8.5F}});
}

/// y = x, and counts how often it is asked.
class Counted final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "test.counted"; }
  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override { return inputs[0]; }
  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    ++times;
    std::ranges::copy(floats(inputs[0]), result.begin());
  }
  mutable std::atomic<int> times = 0;
};

const Counted kCounted;

/// Weights are laid out for kernels this way.
TEST(HostKernel, IsComputedWhenTheNetworkIsCompiledWhereItsInputsDoNotChange) {
  const std::vector<float> weight = {1, 2, 3};
  const auto network = cpu_runtime().compile(
      "folded",
      [&](Builder& builder) {
        const Value x = builder.input("x", DType::f32, {3});
        const Value packed = host_op(kCounted, std::array{builder.constant(weight, {3})});
        builder.output("y", host_op(kAddIndex, std::array{x + packed}));
      },
      {.threads = 1});
  const int compiled = kCounted.times;
  for (int run = 0; run < 3; ++run) {
    expect_near(copied(network->run(std::vector<Tensor>{view(weight, {3})})[0]), {{3}, {2, 5, 8}});
  }
  EXPECT_EQ(kCounted.times, compiled);
}

TEST(Runtime, OffersOtherPrecisionsOnlyWhereTheProcessorHasThem) {
  for (const Precision precision : {Precision::bf16, Precision::f16}) {
    try {
      const auto network = small_network({.threads = 1, .precision = precision});
      const std::vector<float> x = {1, 2, 3};
      EXPECT_EQ(floats(network->run(std::vector<Tensor>{view(x, {1, 3})})[0])[2], 6.0F);
    } catch (const UnsupportedError& error) {
      EXPECT_NE(std::string(error.what()).find("use the precision f32"), std::string::npos);
    }
  }
}

TEST(Runtime, RefusesF16ForANetworkWithOperatorsOfOurOwn) {
  const auto define = [](Builder& builder) {
    const Value x = builder.input("x", DType::f32, {3});
    builder.output("y", host_op(kAddIndex, std::array{x}));
  };
  EXPECT_THROW((void)cpu_runtime().compile("own", define, {.precision = Precision::f16}),
               UnsupportedError);
}

/// 1 + 2^-12 needs 13 bits of mantissa: bf16 has 8, f16 has 11, TF32 11.
TEST(Runtime, F32IsFullPrecision) {
  const float fine = 1.0F + 1.0F / 4096.0F;
  const Array a{{64, 64}, std::vector<float>(4096, fine)};
  const Array found = evaluate({a, a}, [](const auto& in) { return matmul(in[0], in[1]); });
  EXPECT_NEAR(found.values[0], 64.0 * double(fine) * double(fine), 1e-4);
}

TEST(Runtime, ReportsABrokenDefinitionAsABug) {
  EXPECT_THROW((void)cpu_runtime().compile("broken",
                                           [](Builder& builder) {
                                             const Value x = builder.input("x", DType::f32, {2, 3});
                                             builder.output("y", matmul(x, x));
                                           },
                                           {}),
               std::logic_error);
}

}  // namespace
}  // namespace saa::nn
