// Multi-scale deformable attention of GroundingDINO's encoder for a picture of 800 x 800 (13,294
// queries, 8 heads of 32 channels, 4 levels, 4 points), beside a simple loop. The goal is 50 ms on
// two AVX2 cores.
//
//   taskset -c 0,1 deformable_attention_benchmark
#include "nn/deformable_attention.h"
#include "nn/runtime.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <random>
#include <vector>

namespace saa::nn {
namespace {

constexpr Dim kHeads = 8;
constexpr Dim kChannels = 32;
constexpr Dim kPoints = 4;
const std::vector<Dim> kLevels = {100, 100, 50, 50, 25, 25, 13, 13};
constexpr Dim kLevelCount = 4;
constexpr Dim kSites = 10000 + 2500 + 625 + 169;

struct Inputs {
  std::vector<float> value, reference, offsets, logits;
};

/// Every site asks about itself; its samples lie some pixels away.
Inputs encoder_inputs() {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  const auto filled = [&](Dim count, float scale) {
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float& x : numbers) x = scale * normal(random);
    return numbers;
  };
  constexpr Dim kSamples = kHeads * kLevelCount * kPoints;
  Inputs inputs{filled(kSites * kHeads * kChannels, 1),
                {},
                filled(kSites * kSamples * 2, 2),
                filled(kSites * kSamples, 1)};
  for (std::size_t l = 0; l < kLevels.size(); l += 2) {
    for (Dim y = 0; y < kLevels[l]; ++y) {
      for (Dim x = 0; x < kLevels[l + 1]; ++x) {
        for (Dim level = 0; level < kLevelCount; ++level) {
          inputs.reference.push_back((float(x) + 0.5F) / float(kLevels[l + 1]));
          inputs.reference.push_back((float(y) + 0.5F) / float(kLevels[l]));
        }
      }
    }
  }
  return inputs;
}

void deformable(benchmark::State& state) {
  const auto network = cpu_runtime().compile(
      "deformable",
      [](Builder& builder) {
        const auto input = [&](const char* name, const Dims& shape) {
          return builder.input(name, DType::f32, shape);
        };
        const Value value = input("value", {1, kSites, kHeads * kChannels});
        const Value shapes = builder.input("shapes", DType::i64, {kLevelCount, 2});
        const Value reference = input("reference", {1, kSites, kLevelCount, 2});
        const Value offsets = input("offsets", {1, kSites, kHeads, kLevelCount, kPoints, 2});
        const Value logits = input("logits", {1, kSites, kHeads, kLevelCount, kPoints});
        builder.output("y", deformable_attention(value, shapes, reference, offsets, logits));
      },
      {.threads = static_cast<int>(state.range(0))});
  const Inputs inputs = encoder_inputs();
  const std::vector<Tensor> tensors = {
      view(inputs.value, {1, kSites, kHeads * kChannels}), view(kLevels, {kLevelCount, 2}),
      view(inputs.reference, {1, kSites, kLevelCount, 2}),
      view(inputs.offsets, {1, kSites, kHeads, kLevelCount, kPoints, 2}),
      view(inputs.logits, {1, kSites, kHeads, kLevelCount, kPoints})};
  for (auto _ : state) benchmark::DoNotOptimize(network->run(tensors));
}

/// Adds a weighted bilinear sample of one head's channels.
void add_sample(const float* level, Dim height, Dim width, float x, float y, float weight,
                float* out) {
  const float left = std::floor(x);
  const float top = std::floor(y);
  for (Dim row = Dim(top); row <= Dim(top) + 1; ++row) {
    for (Dim column = Dim(left); column <= Dim(left) + 1; ++column) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const float part =
          weight * (1 - std::abs(x - float(column))) * (1 - std::abs(y - float(row)));
      const float* pixel = level + (row * width + column) * kHeads * kChannels;
      for (Dim c = 0; c < kChannels; ++c) out[c] += part * pixel[c];
    }
  }
}

void simple_loop(benchmark::State& state) {
  const Inputs inputs = encoder_inputs();
  std::vector<float> result(inputs.value.size());
  for (auto _ : state) {
    const float* logits = inputs.logits.data();
    const float* offsets = inputs.offsets.data();
    std::fill(result.begin(), result.end(), 0.0F);
    for (Dim row = 0; row < kSites; ++row) {
      for (Dim head = 0; head < kHeads; ++head, logits += kLevelCount * kPoints) {
        const float top = *std::max_element(logits, logits + kLevelCount * kPoints);
        float total = 0;
        for (Dim s = 0; s < kLevelCount * kPoints; ++s) total += std::exp(logits[s] - top);
        const float* level = inputs.value.data() + head * kChannels;
        for (Dim l = 0; l < kLevelCount; ++l) {
          const Dim height = kLevels[static_cast<std::size_t>(2 * l)];
          const Dim width = kLevels[static_cast<std::size_t>(2 * l + 1)];
          const float* reference = &inputs.reference[static_cast<std::size_t>((row * 4 + l) * 2)];
          for (Dim p = 0; p < kPoints; ++p, offsets += 2) {
            add_sample(level, height, width, reference[0] * float(width) - 0.5F + offsets[0],
                       reference[1] * float(height) - 0.5F + offsets[1],
                       std::exp(logits[l * kPoints + p] - top) / total,
                       result.data() + (row * kHeads + head) * kChannels);
          }
          level += height * width * kHeads * kChannels;
        }
      }
    }
    benchmark::DoNotOptimize(result.data());
  }
}

BENCHMARK(deformable)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()  // of all threads: says something on a busy machine, too
    ->UseRealTime();
BENCHMARK(simple_loop)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace saa::nn
