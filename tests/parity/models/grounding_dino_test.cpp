#include "parity/models/grounding_dino_stages.h"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace saa::grounding_dino {
namespace {

void expect_stages_agree(std::string_view name, std::size_t stages) {
  const StateDict fixture = load_fixture(name);
  std::map<std::string, Tensor, std::less<>> tensors;
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  const StateDict weights(fixture.source(), tensors);
  const OfficialStages official(fixture, weights);
  constexpr std::array<std::string_view, 1> kText = {"feat_map."};
  EXPECT_EQ(weights.unread(kText), std::vector<std::string>{});
  for (int i = 0; official.has_case(i); ++i) {
    const std::vector<StageError> errors = official.compare(i);
    EXPECT_EQ(errors.size(), stages);
    for (const auto& [stage, shape, error] : errors) {
      EXPECT_LT(error, tolerance_of(stage)) << "case " << i << ", " << stage;
    }
  }
}

TEST(GroundingDino, StagesAgreeWithTheOriginal) {
  expect_stages_agree("grounding_dino_window7", 4 + 2 * 2 + 2 * 2 + 3);
}

TEST(GroundingDino, StagesAgreeWithTheOriginalOfOtherSizes) {
  expect_stages_agree("grounding_dino_window12", 4 + 2 * 2 + 2 * 2 + 3);
}

}  // namespace
}  // namespace saa::grounding_dino
