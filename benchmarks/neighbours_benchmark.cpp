// A picture's patches against those of many references: matching and mutual scoring, all that
// comparing with a context takes beside the network. The goal for 1,024 patches, 80 references and
// 150 channels is 0.1 s on two AVX2 cores.
//
//   taskset -c 0,1 neighbours_benchmark PATCHES REFERENCES CHANNELS THREADS [FILE]
//
// Prints the best time of some runs as JSON. With FILE it leaves FILE.features, f32 [1 +
// references, patches, channels], the picture first, and FILE.scores, f32 [patches], for
// benchmarks/neighbours.py.
#include "pipeline/neighbours/mutual_score.h"
#include "pipeline/neighbours/neighbourhood_means.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace saa {
namespace {

constexpr int kRuns = 5;
constexpr double kNearestShare = 0.3;

struct Sizes {
  std::size_t patches;
  std::size_t references;
  std::size_t channels;
  int threads;
};

std::vector<float> random_features(const Sizes& sizes) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> features((1 + sizes.references) * sizes.patches * sizes.channels);
  for (float& value : features) value = normal(random);
  for (std::size_t i = 0; i < features.size(); i += sizes.channels)
    to_unit_length(std::span(features).subspan(i, sizes.channels));
  return features;
}

PatchFeatures picture(const std::vector<float>& features, const Sizes& sizes, std::size_t index) {
  const std::size_t length = sizes.patches * sizes.channels;
  const auto own = std::span(features).subspan(index * length, length);
  const int columns = static_cast<int>(sizes.patches);
  PatchFeatures picture{.rows = 1, .columns = columns, .sets = {}, .image = {}};
  picture.sets.push_back({.channels = sizes.channels,
                          .values = {own.begin(), own.end()},
                          .rows = 1,
                          .columns = columns});
  return picture;
}

void write(const std::string& file, std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

void run(const Sizes& sizes, const char* file) {
  using Clock = std::chrono::steady_clock;
  const std::vector<float> features = random_features(sizes);
  const PatchFeatures query = picture(features, sizes, 0);
  GrowingReferences references(query, sizes.references);
  for (std::size_t i = 1; i <= sizes.references; ++i) references.add(picture(features, sizes, i));
  std::vector<std::size_t> all(sizes.references);
  std::iota(all.begin(), all.end(), std::size_t{0});

  FloatMap map;
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < kRuns; ++i) {
    const auto start = Clock::now();
    map = mutual_score(query_of(query), references.patches(), all, kNearestShare, sizes.threads);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  const double operations = 2e-9 * static_cast<double>(sizes.patches) *
                            static_cast<double>(sizes.references * sizes.patches) *
                            static_cast<double>(sizes.channels);
  std::printf("{\"seconds\": %.6f, \"gflop_per_second\": %.1f}\n", best, operations / best);
  if (file == nullptr) return;
  write(std::string(file) + ".features", features);
  write(std::string(file) + ".scores", map.values);
}

}  // namespace
}  // namespace saa

int main(int argc, char** argv) {
  if (argc != 5 && argc != 6) {
    std::fprintf(stderr, "usage: %s PATCHES REFERENCES CHANNELS THREADS [FILE]\n", argv[0]);
    return 2;
  }
  const auto number = [argv](int i) { return static_cast<std::size_t>(std::atoll(argv[i])); };
  saa::run({number(1), number(2), number(3), static_cast<int>(number(4))},
           argc == 6 ? argv[5] : nullptr);
  return 0;
}
