#include "models/wide_resnet/wide_resnet.h"

#include "parity/models/parity.h"

#include <gtest/gtest.h>
#include <map>
#include <saa/error.h>
#include <string>

namespace saa::wide_resnet {
namespace {

/// The network of tests/parity/wide_resnet.py.
constexpr Config kNarrow = {64, {{{2, 8, 16}, {1, 16, 32}, {2, 24, 48}, {1, 32, 64}}}};

TEST(WideResnet, StagesAgreeWithTimmOnOddSizes) {
  const StateDict fixture = load_fixture("wide_resnet");
  const std::vector<double> errors = stage_errors(
      fixture,
      [](const Scope& scope, const nn::Value& image) { return stages(scope, image, kNarrow); });
  ASSERT_EQ(errors.size(), 5U);
  // Sums of some hundred products in another order: about 1e-6.
  for (const double error : errors) EXPECT_LT(error, 1e-5);
}

/// What compile() says about the weights of a fixture.
std::string refusal(std::string_view fixture) {
  std::map<std::string, Tensor, std::less<>> tensors;
  const StateDict loaded = load_fixture(fixture);
  for (const auto& [key, tensor] : loaded.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  try {
    (void)compile(StateDict("other.pth", tensors), kSaliencyStages, {});
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "a checkpoint of another network was taken";
}

TEST(WideResnet, RefusesWeightsOfAnotherWidthNamingTheKeyAndBothShapes) {
  EXPECT_EQ(refusal("wide_resnet"),
            "other.pth: layer1.0.conv1.weight: shape [8, 64, 1, 1], expected [128, 64, 1, 1]");
}

TEST(WideResnet, RefusesWeightsOfAnotherNetworkNamingTheFirstKeyItMisses) {
  const std::string message = refusal("efficientnet_lite");
  EXPECT_TRUE(
      message.starts_with("other.pth: no tensor 'conv1.weight', expected with shape [64, 3, 7, 7]"))
      << message;
}

}  // namespace
}  // namespace saa::wide_resnet
