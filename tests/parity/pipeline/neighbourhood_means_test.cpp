#include "pipeline/neighbours/neighbourhood_means.h"

#include "checkpoint/load.h"
#include "nn/network.h"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>

namespace saa {
namespace {

// tests/parity/neighbourhood_means.py: unfolding and pooling as the published code does.
TEST(NeighbourhoodMeans, AgreeWithUnfoldingAndPooling) {
  const StateDict fixture =
      load_checkpoint(std::filesystem::path(SAA_SOURCE_DIR) /
                      "tests/parity/pipeline/fixtures/neighbourhood_means.safetensors");
  const std::span<const float> tokens = nn::floats(*fixture.find("tokens"));
  for (const int degree : {1, 3, 5}) {
    const PatchSet found = neighbourhood_means(tokens, {5, 4}, 6, degree);
    EXPECT_EQ(found.channels, 6U);
    const std::string name = "degree" + std::to_string(degree);
    const std::span<const float> expected = nn::floats(*fixture.find(name));
    ASSERT_EQ(found.values.size(), expected.size());
    // Values of vectors of length 1; sums of 25 in f32.
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(found.values[i], expected[i], 1e-6) << name << " value " << i;
  }
}

}  // namespace
}  // namespace saa
