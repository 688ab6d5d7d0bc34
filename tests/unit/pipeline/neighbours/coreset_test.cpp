#include "pipeline/neighbours/coreset.h"

#include <gtest/gtest.h>
#include <vector>

namespace saa {
namespace {

using Indices = std::vector<std::size_t>;

TEST(Coreset, TakesTheFarthestFirstThenWhatIsFarFromAllChosen) {
  const std::vector<float> rows = {0, 1, 2, 10, 11, 30};
  EXPECT_EQ(coreset(rows, 1, 1), Indices{5});
  EXPECT_EQ(coreset(rows, 1, 2), (Indices{0, 5}));
  EXPECT_EQ(coreset(rows, 1, 3), (Indices{0, 4, 5}));
}

TEST(Coreset, HoldsEachPatchOnceWhereAllAreAlike) {
  const std::vector<float> rows(8, 1.0F);
  EXPECT_EQ(coreset(rows, 2, 3), (Indices{0, 1, 2}));
  EXPECT_EQ(coreset(rows, 2, 9), (Indices{0, 1, 2, 3}));
}

}  // namespace
}  // namespace saa
