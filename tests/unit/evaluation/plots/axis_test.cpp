#include "evaluation/plots/axis.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace saa {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> texts;
  for (const Tick& tick : axis.ticks) texts.push_back(tick.label);
  return texts;
}

TEST(Axis, StepsAreRoundNumbers) {
  EXPECT_THAT(labels(make_axis(0, 59.19)), ElementsAre("0", "10", "20", "30", "40", "50", "60"));
  EXPECT_THAT(labels(make_axis(0, 1)), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(labels(make_axis(-0.1, 0.1, 4)),
              ElementsAre("-0.10", "-0.05", "0.00", "0.05", "0.10"));
}

TEST(Axis, CoversTheRangeWithinTheStepsAllowed) {
  for (const double scale : {1e-12, 3e-5, 0.07, 1.0, 47.3, 8e9}) {
    for (int most = 2; most <= 10; ++most) {
      const Axis axis = make_axis(-0.31 * scale, 1.7 * scale, most);
      EXPECT_LE(axis.low, -0.31 * scale);
      EXPECT_GE(axis.high, 1.7 * scale);
      EXPECT_LE(axis.ticks.size(), static_cast<std::size_t>(most) + 1);
      EXPECT_GE(axis.ticks.size(), 2U);
    }
  }
}

TEST(Axis, HasWidthForASingleValueAndForNone) {
  for (const double value : {0.0, 5.0, -3.0, 1e-200}) {
    const Axis axis = make_axis(value, value);
    EXPECT_LT(axis.low, axis.high);
    EXPECT_LE(axis.low, value);
    EXPECT_GE(axis.high, value);
  }
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(make_axis(infinity, -infinity).high, 1);
  EXPECT_EQ(make_axis(std::nan(""), 1).high, 1);
}

TEST(Axis, PlacesValuesBetweenItsEnds) {
  const Axis axis = make_axis(0, 10);
  EXPECT_DOUBLE_EQ(axis.place(0), 0);
  EXPECT_DOUBLE_EQ(axis.place(2.5), 0.25);
  EXPECT_DOUBLE_EQ(axis.place(10), 1);
}

}  // namespace
}  // namespace saa
