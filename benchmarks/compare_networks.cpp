// The saa side of benchmarks/compare: runs one task a line of standard input and answers with its
// seconds. benchmarks/official_networks_worker.py answers to the same tasks.
//
//   compare_networks MODELS IMAGE CAPTION THREADS f32|bf16 CACHE
//
// Tasks: load_detector, image, text, detect, load_refiner FILE, embed, boxes N (the same box N
// times), memory (peak, in MB).
#include "checkpoint/load.h"
#include "models/grounding_dino/caption.h"
#include "models/grounding_dino/grounding_dino.h"
#include "models/sam/sam.h"
#include "pipeline/official/detector_input.h"

#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <saa/error.h>
#include <saa/image.h>
#include <sstream>
#include <string>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

struct Networks {
  fs::path models;
  Image image;
  std::string caption;
  nn::CompileOptions options;

  std::optional<grounding_dino::GroundingDino> detector = {};
  grounding_dino::ImageFeatures features = {};
  grounding_dino::TextFeatures text = {};
  std::optional<sam::Sam> refiner = {};
  sam::Embedding embedding = {};
};

/// VmHWM of this process in MB.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

void run(Networks& networks, const std::string& task, std::istream& arguments) {
  const Image& image = networks.image;
  if (task == "load_detector") {
    networks.detector.emplace(load_checkpoint(networks.models / "groundingdino_swint_ogc.pth"),
                              networks.models / "bert-base-uncased-vocab.txt", networks.options);
  } else if (task == "load_refiner") {
    std::string file;
    arguments >> file;
    networks.refiner.reset();  // one at a time is in memory
    networks.refiner.emplace(load_checkpoint(networks.models / file), networks.options);
  } else if (task == "image") {
    networks.features = networks.detector.value().encode_image(official::detector_input(image));
  } else if (task == "text") {
    networks.text =
        networks.detector.value().encode_text(grounding_dino::preprocess_caption(networks.caption));
  } else if (task == "detect") {
    (void)networks.detector.value().detect(networks.features, networks.text);
  } else if (task == "embed") {
    networks.embedding = networks.refiner.value().embed(image);
  } else if (task == "boxes") {
    std::size_t count = 0;
    arguments >> count;
    const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
    const std::vector<Box> boxes(count, {width * 0.4F, height * 0.4F, width * 0.6F, height * 0.6F});
    (void)networks.refiner.value().predict(networks.embedding, boxes);
  } else {
    throw InputError("no task is called '" + task + "'");
  }
}

int answer(Networks networks) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string task;
    words >> task;
    if (task == "memory") {
      std::cout << peak_memory() << std::endl;
      continue;
    }
    const auto start = std::chrono::steady_clock::now();
    run(networks, task, words);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << seconds.count() << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace saa

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() != 6)
      throw saa::InputError("usage: compare_networks MODELS IMAGE CAPTION THREADS f32|bf16 CACHE");
    const auto precision = words[4] == "bf16" ? saa::Precision::bf16 : saa::Precision::f32;
    return saa::answer(
        {.models = words[0],
         .image = saa::read_image(words[1]),
         .caption = words[2],
         .options = {.threads = std::stoi(words[3]), .precision = precision, .cache = words[5]}});
  } catch (const std::exception& error) {
    std::cerr << "compare_networks: " << error.what() << '\n';
    return 1;
  }
}
