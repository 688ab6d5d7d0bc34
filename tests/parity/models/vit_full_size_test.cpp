// The large vision transformers of the neighbour prompt at their official sizes, on what
// tests/parity/vit_full.py prepares.
#include "models/clip/patches.h"
#include "models/dino_v2/dino_v2.h"
#include "parity/models/parity.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <string>

namespace saa {
namespace {

constexpr std::array kTaps = {6, 12, 18, 24};
constexpr nn::Dim kPatch = 14;

class VitFullSize : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SAA_PARITY_DIR");
    if (folder == nullptr) GTEST_SKIP() << "run by tests/parity/vit_full.py";
    folder_ = folder;
  }

  [[nodiscard]] StateDict answers(const std::string& name) const {
    return load_checkpoint(folder_ / (name + ".safetensors"));
  }

  static PatchGrid grid_of(const StateDict& answers) {
    const Tensor& pixels = *answers.find("pixels");
    return {pixels.shape[1] / kPatch, pixels.shape[2] / kPatch};
  }

  /// Compares all outputs and prints rows of a table.
  static void compare(const std::string& label, const std::string& size, const nn::Network& network,
                      const StateDict& answers) {
    const std::vector<Tensor> found = network.run(std::vector<Tensor>{*answers.find("pixels")});
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::string& stage = network.outputs()[i];
      const Tensor& expected = *answers.find(stage);
      EXPECT_EQ(found[i].shape, expected.shape);
      const double error = relative_error(nn::floats(found[i]), nn::floats(expected));
      std::cout << "| " << label << " | " << size << " | " << stage << " | "
                << shape_text(expected.shape) << " | " << error << " |\n";
      EXPECT_LT(error, 1e-4);
    }
  }

  std::filesystem::path folder_;
};

TEST_F(VitFullSize, DinoV2AgreesWithTheOfficialCode) {
  const StateDict weights = load_checkpoint(folder_ / "dino_v2.pth");
  EXPECT_EQ(dino_v2::config_of(weights), dino_v2::kVitLarge14);
  for (const std::string size : {"518x518", "336x518"}) {
    const StateDict expected = answers("dino_v2-" + size);
    const auto network =
        dino_v2::compile(weights, dino_v2::kVitLarge14, grid_of(expected), kTaps, {});
    compare("dinov2_vitl14", size, *network, expected);
  }
}

TEST_F(VitFullSize, ClipAgreesWithOpenClip) {
  const StateDict weights = load_checkpoint(folder_ / "clip.pt");
  const clip::Checkpoint clip = clip::find_clip(weights);
  const clip::VisionConfig config = clip::vision_config(clip, clip::Activation::gelu);
  const StateDict expected = answers("clip-518x518");
  const auto network = clip::compile_patches(clip, config, grid_of(expected), kTaps, {});
  compare("clip_vit_l_14_336", "518x518", *network, expected);
}

}  // namespace
}  // namespace saa
