#include "models/grounding_dino/swin.h"

#include "parity/models/parity.h"

#include <array>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::grounding_dino {
namespace {

using nn::Value;

/// One network for all pictures of the fixture, compared stage by stage.
void expect_stages_agree(std::string_view name, const SwinConfig& expected) {
  const StateDict fixture = load_fixture(name);
  const Scope weights(fixture, "weights");
  const SwinConfig config = swin_config(weights);
  EXPECT_EQ(config.embed, expected.embed);
  EXPECT_EQ(config.window, expected.window);
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_EQ(config.stages[s].blocks, expected.stages[s].blocks);
    EXPECT_EQ(config.stages[s].heads, expected.stages[s].heads);
  }
  const auto network = nn::cpu_runtime().compile(
      name,
      [&](nn::Builder& builder) {
        const Value picture =
            builder.input("picture", DType::f32, {1, 3, nn::kDynamic, nn::kDynamic});
        const auto grid = [&] { return builder.input("grid", DType::i64, {2}); };
        const std::array<Value, 4> grids = {grid(), grid(), grid(), grid()};
        for (const Value& stage : swin(weights, picture, grids, config)) {
          builder.output("stage", stage);
        }
      },
      {});
  constexpr std::array<std::string_view, 1> kData = {"image"};
  EXPECT_TRUE(fixture.unread(kData).empty());
  for (int i = 0; fixture.contains("image" + std::to_string(i)); ++i) {
    const std::string image = "image" + std::to_string(i);
    const Tensor& picture = *fixture.find(image);
    std::vector<std::array<std::int64_t, 2>> sizes;
    for (const GridSize& grid : swin_grids(picture.shape[2], picture.shape[3])) {
      sizes.push_back({grid.height, grid.width});
    }
    std::vector<Tensor> inputs = {picture};
    for (const auto& size : sizes) inputs.push_back(nn::view(size, {2}));
    const std::vector<Tensor> stages = network->run(inputs);
    for (std::size_t s = 0; s < stages.size(); ++s) {
      const Tensor& official = *fixture.find(image + ".stage" + std::to_string(s));
      EXPECT_EQ(stages[s].shape, official.shape);
      EXPECT_LT(relative_error(nn::floats(stages[s]), nn::floats(official)), 1e-5)
          << image << ", stage " << s;
    }
  }
}

TEST(Swin, StagesAgreeWithTheOriginalForAnySizeOfPicture) {
  expect_stages_agree("swin_window7", {8, 7, {{{2, 1}, {2, 1}, {3, 2}, {1, 4}}}});
}

TEST(Swin, StagesAgreeWithTheOriginalInWindowsOfTwelve) {
  expect_stages_agree("swin_window12", {8, 12, {{{2, 2}, {1, 2}, {2, 4}, {2, 8}}}});
}

TEST(Swin, RefusesOtherCheckpointsNamingWhatIsMissing) {
  const StateDict other = load_fixture("wide_resnet");
  try {
    (void)swin_config(Scope(other, "weights"));
    FAIL() << "a checkpoint of another network was taken";
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("weights.patch_embed.proj.weight is missing"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace saa::grounding_dino
