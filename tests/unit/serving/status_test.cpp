#include "serving/status.h"

#include <gmock/gmock.h>
#include <new>

namespace saa::serving {
namespace {

int status(const std::exception& error) { return http_status(status_of(error)); }

TEST(Status, OfAnErrorIsWhatHttpCallsIt) {
  EXPECT_EQ(status(InputError("")), 400);
  EXPECT_EQ(status(UsageError("")), 400);
  EXPECT_EQ(status(UnsupportedError("")), 400);
  EXPECT_EQ(status(Unauthenticated("")), 401);
  EXPECT_EQ(status(NotFound("")), 404);
  EXPECT_EQ(status(QueueFull("")), 429);
  EXPECT_EQ(status(CancelledError("")), 499);
  EXPECT_EQ(status(ShuttingDown("")), 503);
  EXPECT_EQ(status(DeadlineExceeded("")), 504);
}

TEST(Status, OfWhatNoRequestCanCauseIsTheServersFault) {
  EXPECT_EQ(status(WeightsError("")), 500);
  EXPECT_EQ(status(IoError("")), 500);
  EXPECT_EQ(status(std::bad_alloc()), 500);
}

}  // namespace
}  // namespace saa::serving
