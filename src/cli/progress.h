// How far a batch is, how fast, and how long it will take.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace saa::cli {

/// Counts and estimates; draws nothing. Time is handed in, so that it can be tested.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  Progress(std::size_t total, Clock::time_point start) : total_(total), start_(start) {}

  /// One more image is through. @param worked false: it was finished before and cost no time.
  void advance(bool worked);

  [[nodiscard]] std::size_t done() const { return done_; }
  [[nodiscard]] std::size_t total() const { return total_; }

  /// "[#####...............]  12/48  25 %  3.1 images/s  12 s left", cut to `columns`.
  [[nodiscard]] std::string bar(Clock::time_point now, std::size_t columns) const;
  /// "12 of 48 images, 3.1 images/s, 12 s left".
  [[nodiscard]] std::string sentence(Clock::time_point now) const;

 private:
  struct Estimate {
    double rate = 0;          ///< images a second
    double seconds_left = 0;  ///< meaningless while the rate is 0
  };
  [[nodiscard]] Estimate estimate(Clock::time_point now) const;

  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t worked_ = 0;
  Clock::time_point start_;
};

/// "0.4 s", "12 s", "3 min 05 s", "2 h 07 min".
[[nodiscard]] std::string duration_text(double seconds);

/// "3.1 images/s", or below one a second "4.2 s an image".
[[nodiscard]] std::string rate_text(double images_per_second);

}  // namespace saa::cli
