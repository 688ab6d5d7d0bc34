// GroundingDINO at its official sizes, on what tests/parity/grounding_dino_full.py prepares.
#include "parity/models/grounding_dino_stages.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>

namespace saa::grounding_dino {
namespace {

TEST(GroundingDinoFullSize, StagesAgreeWithTheOriginal) {
  const char* name = std::getenv("SAA_PARITY_DIR");
  if (name == nullptr) GTEST_SKIP() << "run by tests/parity/grounding_dino_full.py";
  const std::filesystem::path folder = name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".pth") continue;
    const std::string network = entry.path().stem().string();
    const StateDict weights = load_checkpoint(entry.path());
    const StateDict fixture = load_checkpoint(folder / (network + "-stages.safetensors"));
    const OfficialStages official(fixture, weights);
    for (int i = 0; official.has_case(i); ++i) {
      const Tensor& image = *fixture.find("case" + std::to_string(i) + ".image");
      for (const auto& [stage, shape, error] : official.compare(i)) {
        std::cout << "| " << network << " | " << image.shape[2] << "x" << image.shape[3] << " | "
                  << stage << " | " << shape_text(shape) << " | " << error << " |\n";
        EXPECT_LT(error, tolerance_of(stage));
      }
    }
  }
}

}  // namespace
}  // namespace saa::grounding_dino
