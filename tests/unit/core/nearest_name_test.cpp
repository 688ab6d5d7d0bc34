#include "core/nearest_name.h"

#include <array>
#include <gtest/gtest.h>

namespace saa {
namespace {

const std::array<std::string, 3> kNames = {"top_k", "max_area", "object"};

TEST(NearestName, FindsTheTypo) {
  EXPECT_EQ(nearest_name("topk", kNames), "top_k");
  EXPECT_EQ(nearest_name("max_are", kNames), "max_area");
}

TEST(NearestName, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest_name("qwertyuiop", kNames), "");
}

TEST(NearestName, TakesTheFirstOfEquals) {
  const std::array<std::string, 2> twins = {"abcd", "abce"};
  EXPECT_EQ(nearest_name("abcf", twins), "abcd");
}

}  // namespace
}  // namespace saa
