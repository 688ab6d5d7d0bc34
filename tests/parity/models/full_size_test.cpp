// The networks at their official sizes, on checkpoints that tests/parity/full_size.py prepares.
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/wide_resnet/wide_resnet.h"
#include "parity/models/parity.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>

namespace saa {
namespace {

class FullSize : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SAA_PARITY_DIR");
    if (folder == nullptr) GTEST_SKIP() << "run by tests/parity/full_size.py";
    folder_ = folder;
  }

  /// Compares on every <network>-<size>.safetensors; prints rows of a table.
  void compare(const std::string& network, const Stages& stages) {
    const StateDict weights = load_checkpoint(folder_ / (network + ".pth"));
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string stem = entry.path().stem().string();
      if (!stem.starts_with(network + "-")) continue;
      const StateDict fixture = load_checkpoint(entry.path());
      const std::vector<double> errors = stage_errors(
          fixture,
          [&](const Scope&, const nn::Value& image) { return stages(Scope(weights), image); });
      for (std::size_t i = 0; i < errors.size(); ++i) {
        const Tensor& stage = *fixture.find("stage" + std::to_string(i));
        std::cout << "| " << network << " | " << stem.substr(network.size() + 1) << " | " << i
                  << " | " << shape_text(stage.shape) << " | " << errors[i] << " |\n";
        EXPECT_LT(errors[i], 1e-4);
      }
    }
  }

  std::filesystem::path folder_;
};

TEST_F(FullSize, WideResnet50AgreesWithTorchvision) {
  compare("wide_resnet50_2", [](const Scope& scope, const nn::Value& image) {
    return wide_resnet::stages(scope, image, wide_resnet::kWideResnet50);
  });
}

TEST_F(FullSize, EfficientnetLite0AgreesWithItsOriginal) {
  compare("efficientnet_lite0", [](const Scope& scope, const nn::Value& image) {
    return efficientnet_lite::stages(scope, image, efficientnet_lite::kLite0);
  });
}

}  // namespace
}  // namespace saa
