#include "models/wide_resnet/wide_resnet.h"

#include "parity/models/parity.h"

#include <gtest/gtest.h>
#include <map>
#include <saa/error.h>

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

TEST(WideResnet, RefusesWeightsOfAnotherWidthNamingTheKeyAndBothShapes) {
  const StateDict narrow = load_fixture("wide_resnet");
  std::map<std::string, Tensor, std::less<>> lifted;
  for (const auto& [key, tensor] : narrow.tensors()) {
    if (key.starts_with("weights.")) lifted.emplace(key.substr(8), tensor);
  }
  const StateDict weights("narrow.pth", lifted);
  try {
    (void)compile(weights, kSaliencyStages, {});
    FAIL() << "a checkpoint of another network was taken";
  } catch (const WeightsError& error) {
    EXPECT_EQ(std::string(error.what()),
              "narrow.pth: layer1.0.conv1.weight: shape [8, 64, 1, 1], expected [128, 64, 1, 1]");
  }
}

}  // namespace
}  // namespace saa::wide_resnet
