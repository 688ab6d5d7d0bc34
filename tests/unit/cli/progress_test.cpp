#include "cli/progress.h"

#include <gtest/gtest.h>

namespace saa::cli {
namespace {

using namespace std::chrono_literals;

constexpr Progress::Clock::time_point kStart{};

TEST(Progress, TellsCountRateAndTimeLeft) {
  Progress progress(48, kStart);
  for (int i = 0; i < 12; ++i) progress.advance(/*worked=*/true);
  EXPECT_EQ(progress.bar(kStart + 4s, 200),
            "[#####...............]  12/48  25 %  3.0 images/s  12 s left");
  EXPECT_EQ(progress.sentence(kStart + 4s), "12 of 48 images, 3.0 images/s, 12 s left");
}

TEST(Progress, ImagesFinishedBeforeDoNotCountAsSpeed) {
  Progress progress(40, kStart);
  for (int i = 0; i < 20; ++i) progress.advance(/*worked=*/false);
  EXPECT_EQ(progress.sentence(kStart + 1s), "20 of 40 images");
  progress.advance(/*worked=*/true);
  EXPECT_EQ(progress.sentence(kStart + 5s), "21 of 40 images, 5.0 s an image, 1 min 35 s left");
}

TEST(Progress, FitsTheTerminal) {
  const Progress progress(0, kStart);
  EXPECT_EQ(progress.bar(kStart, 10), "[#########");
  EXPECT_EQ(progress.bar(kStart, 200), "[####################]  0/0  100 %");
}

TEST(Progress, WritesDurationsForPeople) {
  EXPECT_EQ(duration_text(0.44), "0.4 s");
  EXPECT_EQ(duration_text(9.96), "10 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(3599.6), "1 h 00 min");
  EXPECT_EQ(duration_text(7620), "2 h 07 min");
}

}  // namespace
}  // namespace saa::cli
