#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace saa::cli {

void Progress::advance(bool worked) {
  ++done_;
  if (worked) ++worked_;
}

Progress::Estimate Progress::estimate(Clock::time_point now) const {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  if (worked_ == 0 || elapsed <= 0) return {};
  const double rate = static_cast<double>(worked_) / elapsed;
  return {.rate = rate, .seconds_left = static_cast<double>(total_ - done_) / rate};
}

std::string Progress::bar(Clock::time_point now, std::size_t columns) const {
  constexpr std::size_t kCells = 20;
  const std::size_t filled = total_ == 0 ? kCells : done_ * kCells / total_;
  const std::size_t percent = total_ == 0 ? 100 : done_ * 100 / total_;
  std::string line = fmt::format("[{}{}]  {}/{}  {} %", std::string(filled, '#'),
                                 std::string(kCells - filled, '.'), done_, total_, percent);
  if (const Estimate left = estimate(now); left.rate > 0)
    line += fmt::format("  {}  {} left", rate_text(left.rate), duration_text(left.seconds_left));
  return line.substr(0, columns);
}

std::string Progress::sentence(Clock::time_point now) const {
  std::string line = fmt::format("{} of {} images", done_, total_);
  if (const Estimate left = estimate(now); left.rate > 0)
    line += fmt::format(", {}, {} left", rate_text(left.rate), duration_text(left.seconds_left));
  return line;
}

std::string duration_text(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e15)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string rate_text(double images_per_second) {
  if (images_per_second >= 1) return fmt::format("{:.1f} images/s", images_per_second);
  return duration_text(1 / images_per_second) + " an image";
}

}  // namespace saa::cli
