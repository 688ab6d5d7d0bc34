// Eq. 5 on WideResNet50-2's features (64 x 64 positions, 256 + 512 + 1024 channels), beside the
// plain product of the joined features that any implementation of it would start from. The goal is
// 0.4 s on two AVX2 cores, all of the stage beside the network.
//
//   taskset -c 0,1 saliency_benchmark
#include "nn/similarity.h"
#include "pipeline/object_saliency.h"
#include "pipeline/self_saliency.h"

#include <benchmark/benchmark.h>
#include <random>
#include <vector>

namespace saa {
namespace {

constexpr int kChannels[] = {256, 512, 1024};
constexpr int kJoinedChannels = 256 + 512 + 1024;

/// Non-negative with many zeros, as behind a ReLU.
FeatureGrid random_grid(int side, int channels) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  FeatureGrid grid{.width = side, .height = side, .channels = channels, .values = {}};
  grid.values.resize(std::size_t(side) * std::size_t(side) * std::size_t(channels));
  for (float& value : grid.values) value = std::max(0.0F, normal(random));
  return grid;
}

FeatureGrid wide_resnet_features(int side) {
  FeatureGrid grid = random_grid(side, kChannels[0]);
  grid.coarser = {random_grid(side / 2, kChannels[1]), random_grid(side / 4, kChannels[2])};
  return grid;
}

void plain_matrix_product(benchmark::State& state) {
  const int threads = static_cast<int>(state.range(0));
  const nn::Similarity similarity(threads);
  const FeatureGrid joined = random_grid(64, kJoinedChannels);
  std::vector<float> products(4096UL * 4096UL);
  for (auto _ : state) {
    similarity.multiply(joined.values, 4096, joined.values, 4096, kJoinedChannels, products);
    benchmark::DoNotOptimize(products.data());
  }
  const double operations = 2.0 * 4096 * 4096 * kJoinedChannels;
  state.counters["TFLOP/s"] =
      benchmark::Counter(operations * 1e-12, benchmark::Counter::kIsIterationInvariantRate);
}

void self_saliency_of(benchmark::State& state, const FeatureGrid& grid, const NeighbourRule& rule) {
  const int threads = static_cast<int>(state.range(0));
  const nn::Similarity similarity(threads);
  for (auto _ : state)
    benchmark::DoNotOptimize(self_saliency(grid, rule, /*scale=*/1, similarity, threads));
}

void nearest_400(benchmark::State& state) { self_saliency_of(state, wide_resnet_features(64), {}); }

void farthest_400(benchmark::State& state) {
  self_saliency_of(state, wide_resnet_features(64),
                   {.which = Neighbours::farthest, .counts_itself = true});
}

void nearest_400_of_joined_channels(benchmark::State& state) {
  self_saliency_of(state, random_grid(64, kJoinedChannels), {});
}

/// Four objects that cover 28 % of a 1024 x 1024 picture together (256 x 256 positions).
void four_objects(benchmark::State& state) {
  const int threads = static_cast<int>(state.range(0));
  const nn::Similarity similarity(threads);
  const FeatureGrid grid = wide_resnet_features(256);
  std::vector<RegionMask> objects;
  for (const int y : {20, 150})
    for (const int x : {20, 150}) objects.push_back({.x = x, .y = y, .window = Mask(68, 68, 1)});
  for (auto _ : state)
    benchmark::DoNotOptimize(object_saliency(grid, objects, /*scale=*/0.5, similarity, threads));
}

void one_and_two_threads(benchmark::internal::Benchmark* bench) {
  bench->ArgName("threads")
      ->Arg(1)
      ->Arg(2)
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime()  // of all threads: says something on a busy machine, too
      ->UseRealTime();
}

BENCHMARK(plain_matrix_product)->Apply(one_and_two_threads);
BENCHMARK(nearest_400)->Apply(one_and_two_threads);
BENCHMARK(farthest_400)->Apply(one_and_two_threads);
BENCHMARK(nearest_400_of_joined_channels)->Apply(one_and_two_threads);
BENCHMARK(four_objects)->Apply(one_and_two_threads);

}  // namespace
}  // namespace saa
