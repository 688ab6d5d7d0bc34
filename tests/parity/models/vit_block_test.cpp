// Blocks of SAM's image encoder on grids that are not square, as no published network has them.
#include "models/sam/vit_encoder.h"
#include "parity/models/parity.h"

#include <array>
#include <gtest/gtest.h>

namespace saa::sam {
namespace {

double block_error(std::string_view name, nn::Dim window, BlockForm form) {
  const StateDict fixture = load_fixture(name);
  const Tensor& x = *fixture.find("x");
  const VitConfig config{.grid = 0,
                         .patch = 0,
                         .width = 16,
                         .heads = 2,
                         .hidden = 48,
                         .windows = {},
                         .attention = form,
                         .mlp = form};
  const auto network = nn::cpu_runtime().compile(
      name,
      [&](nn::Builder& builder) {
        const nn::Value tokens = builder.input("x", DType::f32, x.shape);
        builder.output("y", vit_block(Scope(fixture, "weights"), tokens, config, window));
      },
      {});
  EXPECT_TRUE(fixture.unread(std::array<std::string_view, 2>{"x", "y"}).empty());
  return relative_error(nn::floats(network->run({&x, 1})[0]), nn::floats(*fixture.find("y")));
}

class VitBlock : public testing::TestWithParam<BlockForm> {};

TEST_P(VitBlock, AgreesWithTheOriginalOverTheWholeGrid) {
  EXPECT_LT(block_error("vit_block_global", 0, GetParam()), 1e-5);
}

TEST_P(VitBlock, AgreesWithTheOriginalInPaddedWindows) {
  EXPECT_LT(block_error("vit_block_windows", 4, GetParam()), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Forms, VitBlock, testing::Values(BlockForm::fused, BlockForm::layered),
                         [](const auto& form) {
                           return form.param == BlockForm::fused ? "Fused" : "Layered";
                         });

}  // namespace
}  // namespace saa::sam
