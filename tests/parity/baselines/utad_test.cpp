#include "baselines/utad/utad_mapper.h"
#include "models/image_input.h"
#include "models/wide_resnet/wide_resnet.h"
#include "parity/baselines/fixture.h"
#include "parity/models/parity.h"

#include <gtest/gtest.h>

namespace saa::baselines {
namespace {

/// Layer 2 of the network of tests/parity/wide_resnet.py, from pictures.
std::shared_ptr<const nn::Network> narrow_network(const StateDict& fixture) {
  constexpr wide_resnet::Config kNarrow = {64,
                                           {{{2, 8, 16}, {1, 16, 32}, {2, 24, 48}, {1, 32, 64}}}};
  const auto define = [&](nn::Builder& builder) {
    const auto stages = wide_resnet::stages(Scope(fixture, "weights"),
                                            image_input(builder, kImageNetPixels), kNarrow);
    builder.output("features", nn::permute(stages.at(2), {0, 2, 3, 1}));
  };
  return nn::cpu_runtime().compile("narrow", define, {});
}

TEST(Utad, AgreesWithTheDescribedStepsInPytorchAndScipy) {
  const StateDict network = load_fixture("wide_resnet");
  const StateDict fixture = load_baseline("utad");
  std::vector<StageTime> times;
  const PredictOptions options;
  StageClock clock(options, times);
  const UtadMapper utad(narrow_network(network), /*unit=*/1, 2);
  const FloatMap map = utad.map(picture_of(fixture), {}, clock);
  ASSERT_EQ(map.width, 320);
  // f32 features and products against f32 features and f64 distances.
  EXPECT_LT(relative_error(thinned(map, 4), nn::floats(*fixture.find("map"))), 1e-4);
}

}  // namespace
}  // namespace saa::baselines
