#include "core/ordered_jobs.h"

#include <gmock/gmock.h>
#include <numeric>
#include <stdexcept>
#include <string>

namespace saa {
namespace {

using ::testing::ElementsAre;

/// What was delivered, and with which exception it ended.
struct Log {
  std::vector<std::size_t> delivered;
  std::string failure;
};

template <typename Work>
Log run(std::size_t count, int jobs, const Work& work, std::size_t throw_at = 1'000'000) {
  Log log;
  std::atomic<bool> stop{false};
  OrderedJobs<std::size_t> ordered(count, jobs, stop);
  try {
    ordered.run([&](std::size_t i) { return work(i, stop); },
                [&](std::size_t i, std::size_t answer) {
                  EXPECT_EQ(answer, i * i);
                  if (i == throw_at) throw std::runtime_error("deliver");
                  log.delivered.push_back(i);
                },
                [] {});
  } catch (const std::runtime_error& error) {
    log.failure = error.what();
  }
  return log;
}

std::optional<std::size_t> uneven(std::size_t i, std::atomic<bool>&) {
  if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return i * i;
}

TEST(OrderedJobs, DeliversInOrderForAnyNumberOfThreads) {
  std::vector<std::size_t> all(300);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const int jobs : {1, 3, 8}) EXPECT_EQ(run(300, jobs, uneven).delivered, all);
  EXPECT_TRUE(run(0, 3, uneven).delivered.empty());
}

TEST(OrderedJobs, StopBeginsNothingNewAndDeliversWhatIsDone) {
  const Log log = run(100, 1, [](std::size_t i, std::atomic<bool>& stop) {
    if (i == 3) stop = true;
    return i == 3 ? std::nullopt : std::optional(i * i);
  });
  EXPECT_THAT(log.delivered, ElementsAre(0, 1, 2));
  EXPECT_EQ(log.failure, "");
}

TEST(OrderedJobs, AnAnswerBehindAnUnansweredOneIsStillDelivered) {
  std::atomic<int> begun{0};
  const Log log = run(2, 2, [&](std::size_t i, std::atomic<bool>& stop) {
    for (++begun; begun < 2;) std::this_thread::yield();
    stop = true;
    return i == 0 ? std::nullopt : std::optional(i * i);
  });
  EXPECT_THAT(log.delivered, ElementsAre(1));
}

TEST(OrderedJobs, TheFirstExceptionOfWorkComesBack) {
  const Log log = run(100, 1, [](std::size_t i, std::atomic<bool>&) -> std::optional<std::size_t> {
    if (i == 2) throw std::runtime_error("work");
    return i * i;
  });
  EXPECT_EQ(log.failure, "work");
  EXPECT_LE(log.delivered.size(), 2U);
}

TEST(OrderedJobs, AnExceptionOfDeliverEndsTheRun) {
  const Log log = run(100, 4, uneven, /*throw_at=*/5);
  EXPECT_EQ(log.failure, "deliver");
  EXPECT_THAT(log.delivered, ElementsAre(0, 1, 2, 3, 4));
}

TEST(OrderedJobs, ASlowImageDoesNotLetAnswersPileUp) {
  std::atomic<std::size_t> begun{0};
  const Log log = run(1000, 2, [&](std::size_t i, std::atomic<bool>&) {
    ++begun;
    if (i == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      EXPECT_LE(begun, 80U);
    }
    return std::optional(i * i);
  });
  EXPECT_EQ(log.delivered.size(), 1000U);
}

}  // namespace
}  // namespace saa
