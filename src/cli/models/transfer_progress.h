// How far the bytes of one file have come, how fast, and how long the rest will take.
#pragma once

#include "cli/progress.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace saa::cli {

/// Counts and estimates; draws nothing. Time is handed in, so that it can be tested.
class TransferProgress {
 public:
  using Clock = Progress::Clock;

  explicit TransferProgress(std::string file) : file_(std::move(file)) {}

  /// @param received bytes that are there. What is there at the first call cost no time.
  /// @param total 0 if it is not known.
  void advance(std::uint64_t received, std::uint64_t total, Clock::time_point now);

  /// "sam.pth  [#####...............]  1.2 of 2.6 GB  12.3 MB/s  1 min 50 s left", cut to
  /// `columns`.
  [[nodiscard]] std::string bar(Clock::time_point now, std::size_t columns) const;
  /// "sam.pth: 1.2 of 2.6 GB, 12.3 MB/s, 1 min 50 s left".
  [[nodiscard]] std::string sentence(Clock::time_point now) const;

 private:
  /// "1.2 of 2.6 GB", speed and time left, as far as they are known.
  [[nodiscard]] std::vector<std::string> facts(Clock::time_point now) const;

  std::string file_;
  Clock::time_point start_;
  std::uint64_t first_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t total_ = 0;
  bool begun_ = false;
};

}  // namespace saa::cli
