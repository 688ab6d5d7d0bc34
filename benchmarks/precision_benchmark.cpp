// What lower precisions gain and how much they change: each network in f32 and in what else the
// processor has, on the same image, and the differences from f32.
//
//   precision_benchmark MODELS IMAGE [THREADS] [REFINER_FILE...]
#include "checkpoint/load.h"
#include "image/mask_geometry.h"
#include "models/grounding_dino/caption.h"
#include "models/grounding_dino/grounding_dino.h"
#include "models/sam/sam.h"
#include "pipeline/official/detector_input.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <optional>
#include <saa/error.h>
#include <saa/image.h>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;
namespace dino = grounding_dino;

constexpr const char* kCaption = "black hole. blow hole. break. crack. fray. uneven.";
constexpr float kBoxThreshold = 0.1F;
constexpr int kRuns = 3;

struct NamedPrecision {
  Precision precision;
  const char* name;
};
constexpr NamedPrecision kPrecisions[] = {
    {Precision::f32, "f32"}, {Precision::bf16, "bf16"}, {Precision::int8, "int8"}};

/// Seconds of the fastest run, after one that does not count.
template <typename Task>
double seconds_of(const Task& task) {
  task();
  double best = INFINITY;
  for (int i = 0; i < kRuns; ++i) {
    const auto start = std::chrono::steady_clock::now();
    task();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return best;
}

/// Root mean square of the differences, relative to that of the f32 values.
double difference(std::span<const float> found, std::span<const float> exact) {
  double squares = 0;
  double whole = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double d = double(found[i]) - double(exact[i]);
    squares += d * d;
    whole += double(exact[i]) * double(exact[i]);
  }
  return std::sqrt(squares / whole);
}

void print_row(const std::string& network, const char* precision, double seconds, double exact,
               const std::string& change) {
  std::cout << fmt::format("| {} | {} | {:.2f} | {:.1f} | {} |\n", network, precision, seconds,
                           exact / seconds, change)
            << std::flush;
}

struct SamAnswer {
  double seconds = 0;
  sam::Embedding embedding;
  std::vector<sam::MaskPrediction> masks;
};

/// Boxes of several sizes all over the image.
std::vector<Box> boxes_on(const Image& image) {
  std::vector<Box> boxes;
  for (int i = 0; i < 12; ++i) {
    const float x = float(image.width) * float(i % 4) / 4;
    const float y = float(image.height) * float(i / 4) / 3;
    const float side = float(std::min(image.width, image.height)) * float(1 + i % 3) / 8;
    boxes.push_back({x, y, x + side, y + side});
  }
  return boxes;
}

double mean_iou(const std::vector<sam::MaskPrediction>& found,
                const std::vector<sam::MaskPrediction>& exact) {
  double sum = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const auto common = double(intersection_area(found[i].mask, exact[i].mask));
    const double whole = double(area(found[i].mask)) + double(area(exact[i].mask)) - common;
    sum += whole > 0 ? common / whole : 1;
  }
  return sum / double(exact.size());
}

void compare_refiner(const fs::path& file, const Image& image, nn::CompileOptions options) {
  std::optional<SamAnswer> exact;
  for (const auto& [precision, name] : kPrecisions) {
    options.precision = precision;
    try {
      const sam::Sam sam(load_checkpoint(file), options);
      SamAnswer found;
      found.seconds = seconds_of([&] { found.embedding = sam.embed(image); });
      found.masks = sam.predict(found.embedding, boxes_on(image));
      if (!exact) exact = found;
      print_row("SAM encoder, " + sam.variant(), name, found.seconds, exact->seconds,
                fmt::format("embedding {:.2e}, masks' IoU {:.4f}",
                            difference(nn::floats(found.embedding.values),
                                       nn::floats(exact->embedding.values)),
                            mean_iou(found.masks, exact->masks)));
    } catch (const UnsupportedError& error) {
      std::cerr << name << ": " << error.what() << '\n';
    }
  }
}

struct DinoAnswer {
  double seconds = 0;
  dino::ImageFeatures features;
  dino::Detections found;
};

struct ScoredBox {
  Box box;
  float score;
};

std::vector<ScoredBox> boxes_of(const dino::Detections& found) {
  std::vector<ScoredBox> boxes;
  for (std::size_t i = 0; i < found.queries; ++i) {
    const float* b = found.boxes.data() + 4 * i;
    const float* row = found.probabilities.data() + i * found.tokens;
    boxes.push_back({{b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2},
                     *std::max_element(row, row + found.tokens)});
  }
  return boxes;
}

double iou(const Box& a, const Box& b) {
  const Box common{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1),
                   std::min(a.y1, b.y1)};
  return double(common.area()) / (double(a.area()) + double(b.area()) - double(common.area()));
}

/// Of the f32 boxes above the threshold: how many there are, the mean IoU with the most alike box
/// found, and the mean change of the score.
std::string change_of_boxes(const dino::Detections& found, const dino::Detections& exact) {
  const std::vector<ScoredBox> others = boxes_of(found);
  int count = 0;
  double overlap = 0;
  double change = 0;
  for (const ScoredBox& box : boxes_of(exact)) {
    if (box.score <= kBoxThreshold) continue;
    const auto alike = std::ranges::max_element(
        others, {}, [&](const ScoredBox& other) { return iou(box.box, other.box); });
    ++count;
    overlap += iou(box.box, alike->box);
    change += std::abs(box.score - alike->score);
  }
  if (count == 0) return "no box above the threshold";
  return fmt::format("{} boxes: IoU {:.4f}, score ± {:.4f}", count, overlap / count,
                     change / count);
}

void compare_detector(const fs::path& models, const Image& image, nn::CompileOptions options) {
  const Image seen = official::detector_input(image);
  std::optional<DinoAnswer> exact;
  for (const auto& [precision, name] : kPrecisions) {
    options.precision = precision;
    try {
      const dino::GroundingDino network(load_checkpoint(models / "groundingdino_swint_ogc.pth"),
                                        models / "bert-base-uncased-vocab.txt", options);
      DinoAnswer answer;
      answer.seconds = seconds_of([&] {
        answer.features = network.encode_image(seen);
        answer.found = network.detect(answer.features,
                                      network.encode_text(dino::preprocess_caption(kCaption)));
      });
      if (!exact) exact = answer;
      print_row("GroundingDINO, first prompt", name, answer.seconds, exact->seconds,
                fmt::format("features {:.2e}, {}",
                            difference(answer.features.tokens, exact->features.tokens),
                            change_of_boxes(answer.found, exact->found)));
    } catch (const UnsupportedError& error) {
      std::cerr << name << ": " << error.what() << '\n';
    }
  }
}

int compare(const std::vector<std::string>& words) {
  if (words.size() < 2)
    throw InputError("usage: precision_benchmark MODELS IMAGE [THREADS] [REFINER_FILE...]");
  const fs::path models = words[0];
  const Image image = read_image(words[1]);
  nn::CompileOptions options;
  if (words.size() > 2) options.threads = std::stoi(words[2]);
  std::cout << "| network | precision | s | times faster than f32 | change from f32 |\n"
               "| --- | --- | --- | --- | --- |\n";
  compare_detector(models, image, options);
  for (std::size_t i = 3; i < words.size(); ++i) compare_refiner(models / words[i], image, options);
  return 0;
}

}  // namespace
}  // namespace saa

int main(int argc, char** argv) {
  try {
    return saa::compare({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "precision_benchmark: " << error.what() << '\n';
    return 1;
  }
}
