#include "cli/models/transfer_progress.h"

#include "model_files/size_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace saa::cli {

void TransferProgress::advance(std::uint64_t received, std::uint64_t total, Clock::time_point now) {
  if (!begun_ || received < received_) {
    first_ = received;
    start_ = now;
  }
  begun_ = true;
  received_ = received;
  total_ = total;
}

std::vector<std::string> TransferProgress::facts(Clock::time_point now) const {
  std::vector<std::string> facts = {size_text(received_)};
  if (total_ > 0) facts.front() += " of " + size_text(total_);
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  if (received_ <= first_ || elapsed <= 0) return facts;
  const double rate = static_cast<double>(received_ - first_) / elapsed;
  facts.push_back(size_text(static_cast<std::uint64_t>(rate)) + "/s");
  if (total_ >= received_)
    facts.push_back(duration_text(static_cast<double>(total_ - received_) / rate) + " left");
  return facts;
}

std::string TransferProgress::bar(Clock::time_point now, std::size_t columns) const {
  constexpr std::uint64_t kCells = 20;
  std::string cells;
  if (total_ > 0) {
    const auto filled = static_cast<std::size_t>(std::min(received_, total_) * kCells / total_);
    cells = "[" + std::string(filled, '#') + std::string(kCells - filled, '.') + "]  ";
  }
  return fmt::format("{}  {}{}", file_, cells, fmt::join(facts(now), "  ")).substr(0, columns);
}

std::string TransferProgress::sentence(Clock::time_point now) const {
  return fmt::format("{}: {}", file_, fmt::join(facts(now), ", "));
}

}  // namespace saa::cli
