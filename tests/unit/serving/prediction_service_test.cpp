#include "serving/prediction_service.h"

#include "serving/status.h"
#include "unit/serving/held_method.h"

#include <gmock/gmock.h>
#include <saa/error.h>
#include <string>
#include <thread>
#include <vector>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds kLongEnough{10};  // nothing waits as long unless something is broken

ServiceSettings settings(std::size_t queue) {
  ServiceSettings settings;
  settings.queue = queue;
  return settings;
}

PredictRequest request_of(int width, const std::string& profile = "") {
  PredictRequest request;
  request.picture = std::make_shared<const Picture>(
      Picture{Image{width, 1, std::vector<std::uint8_t>(3 * std::size_t(width))}, "digest"});
  request.profile.name = profile;
  return request;
}

class PredictionServiceTest : public testing::Test {
 protected:
  void start(int workers = 1) { service.start(std::make_unique<HeldMethod>(hold), workers); }

  /// A prediction that a worker is at.
  Ticket submit_running(std::optional<milliseconds> deadline = std::nullopt) {
    const auto began = std::make_shared<std::atomic<bool>>(false);
    PredictRequest request = request_of(1);
    request.deadline = deadline;
    request.options.on_stage = [began](const char*) { *began = true; };
    Ticket ticket = service.submit(std::move(request));
    while (!*began) std::this_thread::sleep_for(milliseconds(1));
    return ticket;
  }

  void expect_count(const std::string& series) {
    EXPECT_THAT(service.metrics_text(), HasSubstr(series));
  }

  std::atomic<bool> hold = false;
  PredictionService service{settings(2)};
};

TEST_F(PredictionServiceTest, IsNotReadyBeforeItHasAMethod) {
  EXPECT_FALSE(service.ready());
  EXPECT_THROW(static_cast<void>(service.submit(request_of(1))), ShuttingDown);
  EXPECT_THROW(static_cast<void>(service.method()), ShuttingDown);
  start();
  EXPECT_TRUE(service.ready());
  EXPECT_EQ(service.submit(request_of(7)).get().result.width, 7);
}

TEST_F(PredictionServiceTest, TakesAsManyAsRunAndWaitAndNoMore) {
  hold = true;
  start();
  Ticket running = submit_running();
  Ticket first = service.submit(request_of(2));
  Ticket second = service.submit(request_of(3));
  try {
    static_cast<void>(service.submit(request_of(4)));
    FAIL() << "took more than its queue";
  } catch (const QueueFull& error) {
    EXPECT_GE(error.retry_after(), seconds(1));
    EXPECT_LE(error.retry_after(), seconds(60));
  }
  EXPECT_EQ(service.load().queued, 2);
  EXPECT_EQ(service.load().running, 1);
  expect_count("saa_rejected_total{reason=\"queue_full\"} 1\n");
  hold = false;
  EXPECT_EQ(running.get().result.width, 1);
  EXPECT_EQ(first.get().result.width, 2);
  EXPECT_EQ(second.get().result.width, 3);
}

TEST_F(PredictionServiceTest, ADeadlineThatPassesInTheQueueGivesThePlaceBack) {
  hold = true;
  start();
  Ticket running = submit_running();
  PredictRequest late = request_of(2);
  late.deadline = milliseconds(20);
  Ticket waiting = service.submit(std::move(late));
  EXPECT_THROW(static_cast<void>(waiting.get()), DeadlineExceeded);
  EXPECT_EQ(service.load().queued, 0);
  EXPECT_EQ(service.load().running, 1);
  expect_count("saa_rejected_total{reason=\"deadline\"} 1\n");
  hold = false;
  EXPECT_EQ(running.get().result.width, 1);
}

TEST_F(PredictionServiceTest, ADeadlineThatPassesWhileItRunsStopsTheWork) {
  hold = true;
  start();
  Ticket running = submit_running(milliseconds(50));
  EXPECT_THROW(static_cast<void>(running.get()), DeadlineExceeded);
  EXPECT_TRUE(service.drain(kLongEnough));
  expect_count("saa_predictions_total{outcome=\"cancelled\"} 1\n");
}

TEST_F(PredictionServiceTest, NoRequestHasALaterDeadlineThanTheServer) {
  ServiceSettings short_lived = settings(2);
  short_lived.deadline = milliseconds(20);
  PredictionService impatient(short_lived);
  hold = true;
  impatient.start(std::make_unique<HeldMethod>(hold));
  PredictRequest request = request_of(1);
  request.deadline = std::chrono::hours(1);
  Ticket ticket = impatient.submit(std::move(request));
  ASSERT_TRUE(ticket.wait_for(kLongEnough));
  EXPECT_THROW(static_cast<void>(ticket.get()), DeadlineExceeded);
}

TEST_F(PredictionServiceTest, LettingATicketGoStopsItsWork) {
  hold = true;
  start();
  {
    Ticket running = submit_running();
    Ticket waiting = service.submit(request_of(2));
    EXPECT_EQ(service.load().queued, 1);
  }
  EXPECT_EQ(service.load().queued, 0);
  EXPECT_TRUE(service.drain(kLongEnough));
  expect_count("saa_rejected_total{reason=\"client_left\"} 2\n");
  expect_count("saa_predictions_total{outcome=\"cancelled\"} 1\n");
}

TEST_F(PredictionServiceTest, ACancelledTicketSaysSo) {
  hold = true;
  start();
  Ticket ticket = submit_running();
  EXPECT_FALSE(ticket.wait_for(milliseconds(1)));
  ticket.cancel();
  EXPECT_TRUE(ticket.wait_for(milliseconds(0)));
  EXPECT_THROW(static_cast<void>(ticket.get()), CancelledError);
}

TEST_F(PredictionServiceTest, DrainingAnswersWhatWasTakenAndTakesNothingMore) {
  hold = true;
  start();
  Ticket running = submit_running();
  Ticket waiting = service.submit(request_of(2));
  EXPECT_FALSE(service.drain(milliseconds(10)));
  EXPECT_FALSE(service.ready());
  EXPECT_THROW(static_cast<void>(service.submit(request_of(3))), ShuttingDown);
  hold = false;
  EXPECT_TRUE(service.drain(kLongEnough));
  EXPECT_EQ(running.get().result.width, 1);
  EXPECT_EQ(waiting.get().result.width, 2);
}

TEST_F(PredictionServiceTest, StoppingCancelsWhatWaitsAndWhatRuns) {
  hold = true;
  start();
  Ticket running = submit_running();
  Ticket waiting = service.submit(request_of(2));
  service.stop_now();
  EXPECT_THROW(static_cast<void>(running.get()), ShuttingDown);
  EXPECT_THROW(static_cast<void>(waiting.get()), ShuttingDown);
  EXPECT_THROW(static_cast<void>(service.submit(request_of(3))), ShuttingDown);
}

TEST_F(PredictionServiceTest, APictureThatCannotBeReadFailsAloneAndIsCounted) {
  start();
  PredictRequest bad;
  bad.encoded = std::make_shared<const EncodedImage>(EncodedImage{'n', 'o'});
  Ticket ticket = service.submit(std::move(bad));
  EXPECT_THROW(static_cast<void>(ticket.get()), InputError);
  EXPECT_EQ(service.submit(request_of(4)).get().result.width, 4);
  EXPECT_TRUE(service.drain(kLongEnough));
  expect_count("saa_predictions_total{outcome=\"failed\"} 1\n");
  expect_count("saa_predictions_total{outcome=\"answered\"} 1\n");
}

TEST(PredictionService, ConcurrentClientsEachGetTheirOwnAnswer) {
  constexpr int kClients = 8;
  constexpr int kEach = 50;
  const std::atomic<bool> hold = false;
  PredictionService service(settings(kClients));
  service.start(std::make_unique<HeldMethod>(hold), 3);
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client)
      clients.emplace_back([&service, &right, client] {
        for (int i = 0; i < kEach; ++i) {
          const int width = 1 + client * kEach + i;
          const std::string name = std::to_string(width);
          const Result result = service.submit(request_of(width, name)).get().result;
          if (result.width == width && result.profile == name) ++right;
        }
      });
  }
  EXPECT_EQ(right, kClients * kEach);
}

TEST(PredictionService, AnswersCanBeTakenInAnyOrder) {
  constexpr int kAll = 20;
  const std::atomic<bool> hold = false;
  PredictionService service(settings(kAll));
  service.start(std::make_unique<HeldMethod>(hold), 2);
  std::vector<Ticket> tickets;
  for (int i = 0; i < kAll; ++i) tickets.push_back(service.submit(request_of(i + 1)));
  for (int i = kAll - 1; i >= 0; --i) EXPECT_EQ(tickets[std::size_t(i)].get().result.width, i + 1);
}

}  // namespace
}  // namespace saa::serving
