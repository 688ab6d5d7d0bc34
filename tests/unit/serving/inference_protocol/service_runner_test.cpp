#include "serving/inference_protocol/service_runner.h"

#include "serving/status.h"
#include "unit/serving/held_method.h"

#include <atomic>
#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::SizeIs;

ServiceSettings settings() {
  ServiceSettings settings;
  settings.queue = 2;
  settings.limits.max_pixels = 20;
  return settings;
}

class ServiceRunnerTest : public testing::Test {
 protected:
  ServiceRunnerTest() { service.start(std::make_unique<HeldMethod>(hold)); }

  static ModelInputs pictures(int count, int width) {
    ModelInputs inputs;
    for (int i = 0; i < count; ++i)
      inputs.images.emplace_back(
          Image{width, 1, std::vector<std::uint8_t>(3 * std::size_t(width))});
    inputs.prompts = "candle";
    return inputs;
  }

  std::atomic<bool> hold = false;
  PredictionService service{settings()};
  ServiceRunner runner{service, [](std::string_view prompts) {
                         PredictRequest request;
                         request.profile.name = prompts;
                         return request;
                       }};
};

TEST_F(ServiceRunnerTest, AnswersEachImageInItsPlaceWithWhatThePromptsSay) {
  EXPECT_TRUE(runner.ready());
  ModelInputs inputs = pictures(2, 3);
  inputs.images[1] = Image{4, 1, std::vector<std::uint8_t>(12)};
  const auto results = runner.run(std::move(inputs), {});
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_EQ(results[0].width, 3);
  EXPECT_EQ(results[1].width, 4);
  EXPECT_EQ(results[0].profile, "candle");
}

TEST_F(ServiceRunnerTest, MorePixelsThanARequestMayHaveAreRefused) {
  EXPECT_THAT(runner.run(pictures(2, 10), {}), SizeIs(2));
  EXPECT_THROW(static_cast<void>(runner.run(pictures(3, 10), {})), InputError);
  EXPECT_THROW(static_cast<void>(runner.run(pictures(1, 21), {})), InputError);
}

TEST_F(ServiceRunnerTest, MoreImagesThanTheQueueHasPlacesForLeaveNoneBehind) {
  hold = true;
  EXPECT_THROW(static_cast<void>(runner.run(pictures(8, 1), {})), QueueFull);
  EXPECT_EQ(service.load().queued, 0);
}

TEST_F(ServiceRunnerTest, AClientThatLeavesEndsTheWork) {
  hold = true;
  InferCall call;
  call.client_left = [] { return true; };
  EXPECT_THROW(static_cast<void>(runner.run(pictures(1, 1), call)), CancelledError);
  EXPECT_TRUE(service.drain(std::chrono::seconds(10)));
}

TEST_F(ServiceRunnerTest, TheDeadlineOfACallEndsTheWork) {
  hold = true;
  InferCall call;
  call.deadline = steady_clock::now() + milliseconds(50);
  EXPECT_THROW(static_cast<void>(runner.run(pictures(1, 1), call)), DeadlineExceeded);
  EXPECT_THROW(static_cast<void>(runner.run(pictures(1, 1), call)), DeadlineExceeded);
}

}  // namespace
}  // namespace saa::serving
