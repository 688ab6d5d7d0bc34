// Several images at a time, handed on in their order.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace saa {

/// Calls work(0), work(1), … work(count - 1) on several threads and deliver(i, its answer) on the
/// calling thread, in ascending order and one after the other. Once `stop` is set no further work
/// is begun; what is under way may answer with nothing, and what was answered is still delivered.
/// The first exception from work or deliver sets `stop` too; nothing is delivered after it.
template <typename Answer>
class OrderedJobs {
 public:
  using Work = std::function<std::optional<Answer>(std::size_t)>;
  using Deliver = std::function<void(std::size_t, Answer)>;

  /// @param jobs threads, at least 1. @param stop must outlive this object.
  OrderedJobs(std::size_t count, int jobs, std::atomic<bool>& stop)
      : count_(count), jobs_(std::size_t(jobs)), stop_(stop) {}

  /// Returns, or throws the first exception again, when all threads have ended. Called once.
  /// @param idle is called on the calling thread several times a second, to draw progress.
  void run(const Work& work, const Deliver& deliver, const std::function<void()>& idle) {
    std::vector<std::jthread> threads;
    running_ = std::min(count_, jobs_);
    for (std::size_t i = running_; i > 0; --i) threads.emplace_back([&] { work_on(work); });
    for (bool is_over = false; !is_over; idle()) is_over = deliver_answers(deliver);
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /// Signal handlers set `stop` and cannot wake anyone, so nobody sleeps longer than this.
  static constexpr std::chrono::milliseconds kPatience{100};

  /// What one thread does until nothing is left to begin.
  void work_on(const Work& work) {
    std::unique_lock lock(mutex_);
    while (!stop_ && next_ < count_) {
      if (next_ >= delivered_ + furthest()) {
        changed_.wait_for(lock, kPatience);
        continue;
      }
      const std::size_t index = next_++;
      lock.unlock();
      std::optional<Answer> answer;
      std::exception_ptr thrown;
      try {
        answer = work(index);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      fail(thrown);
      answers_.emplace(index, std::move(answer));
      changed_.notify_all();
    }
    --running_;
    changed_.notify_all();
  }

  /// Waits a moment for the next answer and delivers all that are due. True once no more can come.
  bool deliver_answers(const Deliver& deliver) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience,
                      [&] { return answers_.contains(delivered_) || running_ == 0; });
    while (!failure_ && answers_.contains(delivered_)) {
      std::optional<Answer> answer = std::move(answers_.extract(delivered_).mapped());
      const std::size_t index = delivered_++;
      changed_.notify_all();
      if (!answer) continue;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        deliver(index, std::move(*answer));
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      fail(thrown);
    }
    return running_ == 0;
  }

  void fail(const std::exception_ptr& thrown) {
    if (!thrown) return;
    stop_ = true;
    if (!failure_) failure_ = thrown;
  }

  /// How far work may run ahead: a slow image must not let answers pile up without bound.
  [[nodiscard]] std::size_t furthest() const { return 64 + 4 * jobs_; }

  std::size_t count_;
  std::size_t jobs_;
  std::atomic<bool>& stop_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::map<std::size_t, std::optional<Answer>> answers_;  ///< given, not yet delivered
  std::exception_ptr failure_;
  std::size_t next_ = 0;       ///< to be begun
  std::size_t delivered_ = 0;  ///< or passed over
  std::size_t running_ = 0;
};

}  // namespace saa
