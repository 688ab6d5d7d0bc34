// Segment Anything at its official sizes, on checkpoints that tests/parity/sam_full.py prepares.
#include "models/sam/sam.h"
#include "parity/models/sam_answers.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>

namespace saa::sam {
namespace {

constexpr std::size_t kStep = 4;  ///< STEP of tests/parity/sam_full.py

TEST(SamFullSize, AnswersAsTheOriginalPredictor) {
  const char* folder = std::getenv("SAA_PARITY_DIR");
  if (folder == nullptr) GTEST_SKIP() << "run by tests/parity/sam_full.py";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".pth") continue;
    const std::string name = entry.path().stem();
    const StateDict answers =
        load_checkpoint(std::filesystem::path(folder) / (name + "-answers.safetensors"));
    const Sam sam(load_checkpoint(entry.path()));
    EXPECT_EQ(sam.variant(), name);
    const AnswerErrors errors = answer_errors(sam, answers, "photo", kStep);
    const Image image = image_of(answers, "photo");
    const auto row = [&](std::string_view stage, std::string_view shape, double error) {
      std::cout << "| " << name << " | " << image.height << "x" << image.width << " | " << stage
                << " | " << shape << " | " << error << " |\n";
      EXPECT_LT(error, 1e-4) << stage;
    };
    row("embedding", "[1, 256, 64, 64]", errors.embedding);
    row("logits", "[7, 256, 256]", errors.low_res);
    row("estimated quality", "[7]", errors.iou);
    row("share of differing pixels, worst mask",
        "[" + std::to_string(image.height) + ", " + std::to_string(image.width) + "]",
        errors.pixels);
  }
}

}  // namespace
}  // namespace saa::sam
