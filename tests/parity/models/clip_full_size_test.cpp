// CLIP and CLIPSeg at their official sizes, on what tests/parity/clip_full.py prepares.
#include "models/clip/text.h"
#include "models/clip/vision.h"
#include "models/clipseg/clipseg.h"
#include "parity/models/parity.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <string>

namespace saa {
namespace {

const std::vector<std::string> kPhrases = {"a photo of a damaged candle", "black spot",
                                           "Scratch, 0.5 mm; it's a crack!"};

class ClipFullSize : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SAA_PARITY_DIR");
    if (folder == nullptr) GTEST_SKIP() << "run by tests/parity/clip_full.py";
    folder_ = folder;
  }

  static text::ClipBpe tokenizer() {
    return text::ClipBpe(std::filesystem::path(SAA_MODELS_DIR) / "bpe_simple_vocab_16e6.txt.gz");
  }

  /// Compares and prints a row of a table.
  static void compare(const std::string& network, const std::string& input,
                      const std::string& stage, std::span<const float> found,
                      const Tensor& expected) {
    const double error = relative_error(found, nn::floats(expected));
    std::cout << "| " << network << " | " << input << " | " << stage << " | "
              << shape_text(expected.shape) << " | " << error << " |\n";
    EXPECT_LT(error, 1e-4);
  }

  std::filesystem::path folder_;
};

TEST_F(ClipFullSize, VitB16Plus240AgreesWithOpenClip) {
  const StateDict answers = load_checkpoint(folder_ / "clip-answers.safetensors");
  const StateDict weights = load_checkpoint(folder_ / "clip.pth");
  const clip::Checkpoint clip = clip::find_clip(weights);
  const clip::VisionConfig vision = clip::vision_config(clip, clip::Activation::gelu);
  const auto network = nn::cpu_runtime().compile(
      "clip",
      [&](nn::Builder& builder) {
        const nn::Value image = builder.input("image", DType::f32, {1, 3, 240, 240});
        const nn::Value tokens =
            clip::embed_patches(clip, image, vision, {vision.grid, vision.grid});
        const nn::Value seen = clip::encode_tokens(clip, tokens, vision).back();
        builder.output("features", clip::image_features(clip, seen, vision));
      },
      {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{*answers.find("image")});
  compare("clip_vit_b_16_plus_240", "240x240", "image features", nn::floats(found.front()),
          *answers.find("features"));
  const clip::TextEncoder encoder(clip, clip::text_config(clip, clip::Activation::gelu),
                                  tokenizer(), {});
  compare("clip_vit_b_16_plus_240", "3 phrases", "text features", encoder.encode(kPhrases),
          *answers.find("texts"));
  EXPECT_NO_THROW(weights.expect_all_read(clip::kUnusedKeys));
}

TEST_F(ClipFullSize, ClipSegRd64RefinedAgreesWithHuggingFaces) {
  const StateDict answers = load_checkpoint(folder_ / "clipseg-answers.safetensors");
  const StateDict file = load_checkpoint(folder_ / "clipseg.pth");
  const clipseg::Weights weights{.clip = file, .decoder = file};
  const clipseg::ClipSeg network(weights, clipseg::config_of(weights), tokenizer(), {});
  const Tensor& bytes = *answers.find("image");
  Image image{static_cast<int>(bytes.shape[1]), static_cast<int>(bytes.shape[0]), {}};
  for (const std::byte byte : bytes.bytes) image.rgb.push_back(std::to_integer<std::uint8_t>(byte));

  const std::string input = std::to_string(image.height) + "x" + std::to_string(image.width);
  const std::vector<float> texts = network.encode_texts(kPhrases);
  compare("clipseg_rd64_refined", "3 phrases", "text features", texts, *answers.find("texts"));
  std::vector<float> logits;
  for (const FloatMap& map : network.segment(network.encode_image(image), texts))
    logits.insert(logits.end(), map.values.begin(), map.values.end());
  compare("clipseg_rd64_refined", input, "logits", logits, *answers.find("logits"));
}

}  // namespace
}  // namespace saa
