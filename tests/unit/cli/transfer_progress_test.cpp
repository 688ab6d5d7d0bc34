#include "cli/models/transfer_progress.h"

#include <gtest/gtest.h>

namespace saa::cli {
namespace {

using std::chrono::seconds;

class TransferProgressTest : public testing::Test {
 protected:
  const Progress::Clock::time_point start_{};
  TransferProgress progress_{"a.pth"};
};

TEST_F(TransferProgressTest, EstimatesFromWhatCameInThisRun) {
  progress_.advance(500'000'000, 1'000'000'000, start_);
  EXPECT_EQ(progress_.sentence(start_), "a.pth: 500 MB of 1.0 GB");
  progress_.advance(600'000'000, 1'000'000'000, start_ + seconds(10));
  EXPECT_EQ(progress_.sentence(start_ + seconds(10)),
            "a.pth: 600 MB of 1.0 GB, 10.0 MB/s, 40 s left");
  EXPECT_EQ(progress_.bar(start_ + seconds(10), 100),
            "a.pth  [############........]  600 MB of 1.0 GB  10.0 MB/s  40 s left");
  EXPECT_EQ(progress_.bar(start_ + seconds(10), 9), "a.pth  [#");
}

TEST_F(TransferProgressTest, DoesWithoutATotal) {
  progress_.advance(0, 0, start_);
  progress_.advance(20'000, 0, start_ + seconds(1));
  EXPECT_EQ(progress_.bar(start_ + seconds(2), 100), "a.pth  20.0 kB  10.0 kB/s");
}

TEST_F(TransferProgressTest, StartsOverWithTheFile) {
  progress_.advance(900, 1000, start_);
  progress_.advance(0, 1000, start_);
  EXPECT_EQ(progress_.sentence(start_ + seconds(1)), "a.pth: 0 bytes of 1.0 kB");
}

}  // namespace
}  // namespace saa::cli
