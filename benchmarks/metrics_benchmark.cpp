// Times the figures of one large category of made-up maps, and can write it down for
// benchmarks/metrics.py to time scikit-learn on the same pixels.
//
//   metrics_benchmark KIND IMAGES SIDE [THREADS [FILE]]
//
// KIND: sparse (zero but for a few regions with one score each, as SAA's maps), smooth (a different
// score in every pixel, as WinCLIP's and UTAD's), noise (white: the worst case for regions).
#include "evaluation/metrics/metrics.h"
#include "evaluation/metrics/protocol.h"
#include "image/resize.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <saa/error.h>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace saa {
namespace {

constexpr std::size_t kPool = 24;

/// A few ellipses, of which every third picture has some.
Mask made_truth(std::mt19937& random, int side) {
  Mask truth(side, side);
  std::uniform_real_distribution<float> uniform;
  for (int defects = random() % 3 == 0 ? 1 + static_cast<int>(random() % 3) : 0; defects > 0;
       --defects) {
    const float cx = uniform(random) * float(side);
    const float cy = uniform(random) * float(side);
    const float rx = (0.02F + 0.1F * uniform(random)) * float(side);
    const float ry = (0.02F + 0.1F * uniform(random)) * float(side);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        if (std::hypot((float(x) - cx) / rx, (float(y) - cy) / ry) < 1) truth.at(x, y) = 1;
      }
    }
  }
  return truth;
}

FloatMap made_noise(std::mt19937& random, int side) {
  FloatMap map(side, side);
  std::uniform_real_distribution<float> uniform;
  for (float& value : map.values) value = uniform(random);
  return map;
}

/// Zero but for boxes around what is true, and one false alarm.
FloatMap sparse_map(std::mt19937& random, const Mask& truth) {
  const int side = truth.width;
  FloatMap map(side, side);
  std::uniform_real_distribution<float> uniform;
  const float found = 0.3F + 0.5F * uniform(random);
  for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] = truth.values[i] ? found : 0;
  const int x0 = static_cast<int>(random() % unsigned(side * 3 / 4));
  const int y0 = static_cast<int>(random() % unsigned(side * 3 / 4));
  const float alarm = 0.5F * uniform(random);
  for (int y = y0; y < y0 + side / 8; ++y) {
    for (int x = x0; x < x0 + side / 8; ++x) map.at(x, y) = alarm;
  }
  return opencv_resize_cubic(opencv_resize_cubic(map, 2 * side + 1, 2 * side + 1), side, side);
}

FloatMap smooth_map(std::mt19937& random, const Mask& truth) {
  const int side = truth.width;
  const FloatMap coarse = opencv_resize_cubic(made_noise(random, side / 16), side, side);
  const FloatMap fine = opencv_resize_cubic(made_noise(random, side / 6), side, side);
  FloatMap map(side, side);
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    map.values[i] =
        0.4F * coarse.values[i] + 0.2F * fine.values[i] + (truth.values[i] ? 0.35F : 0.0F);
  }
  return map;
}

/// A small pool of pictures, each repetition with scores of its own.
class MadeImages final : public ScoredImages {
 public:
  MadeImages(const std::string& kind, std::size_t count, int side) : count_(count) {
    std::mt19937 random(5);
    for (std::size_t i = 0; i < kPool; ++i) {
      const Mask truth = made_truth(random, side);
      const FloatMap map = kind == "sparse"   ? sparse_map(random, truth)
                           : kind == "smooth" ? smooth_map(random, truth)
                                              : made_noise(random, side);
      pool_.push_back(to_protocol(map, truth, side));
    }
  }
  [[nodiscard]] std::size_t count() const override { return count_; }
  [[nodiscard]] ScoredImage at(std::size_t index) const override {
    ScoredImage image = pool_[index % kPool];
    const float scale = 1.0F - 0.3F * float(index / kPool) / float(count_ / kPool + 1);
    for (float& score : image.scores.values) score *= scale;
    return image;
  }

 private:
  std::size_t count_;
  std::vector<ScoredImage> pool_;
};

void write(const ScoredImages& images, const std::string& file) {
  std::ofstream scores(file + ".scores", std::ios::binary);
  std::ofstream truth(file + ".truth", std::ios::binary);
  for (std::size_t i = 0; i < images.count(); ++i) {
    const ScoredImage image = images.at(i);
    scores.write(reinterpret_cast<const char*>(image.scores.values.data()),
                 static_cast<std::streamsize>(image.scores.values.size() * sizeof(float)));
    truth.write(reinterpret_cast<const char*>(image.truth.values.data()),
                static_cast<std::streamsize>(image.truth.values.size()));
  }
  if (!scores.flush() || !truth.flush()) throw IoError("Cannot write " + file);
}

/// Elapsed and processor seconds of one evaluation. The second hardly sees what else runs.
struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
};

Cost evaluate(const ScoredImages& images, const MetricOptions& options, Metrics& metrics) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  metrics = evaluate_scores(images, options).metrics;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {elapsed.count(), double(std::clock() - cpu_start) / CLOCKS_PER_SEC};
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) throw UsageError("metrics_benchmark KIND IMAGES SIDE [THREADS [FILE]]");
  const MadeImages images(arguments[0], std::stoul(arguments[1]), std::stoi(arguments[2]));
  if (arguments.size() > 4) write(images, arguments[4]);
  MetricOptions options;
  options.threads = arguments.size() > 3 ? std::stoi(arguments[3]) : 0;
  Metrics metrics;
  Metrics pixel_metrics;
  const Cost all = evaluate(images, options, metrics);
  options.regions = options.aupro = false;
  const Cost pixel = evaluate(images, options, pixel_metrics);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const nlohmann::json report = {
      {"all_seconds", all.seconds},
      {"all_cpu_seconds", all.cpu_seconds},
      {"pixel_seconds", pixel.seconds},
      {"pixel_cpu_seconds", pixel.cpu_seconds},
      {"peak_mib", usage.ru_maxrss / 1024},
      {"auroc", metrics.pixel_auroc.value()},
      {"ap", metrics.pixel_ap.value()},
      {"f1", metrics.pixel_f1_max.value().value},
      {"aupro", metrics.aupro.value()},
      {"aupro_reference", metrics.aupro_reference.value()},
      {"region_f1", metrics.region_f1.value().value},
      {"region_f1_one_to_one", metrics.region_f1_one_to_one.value().value},
  };
  std::printf("%s\n", report.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace saa

int main(int argc, char** argv) {
  try {
    return saa::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
