// Who is told how a transfer goes.
#pragma once

#include <cstdint>
#include <string>

namespace saa {

/// Called on the thread that transfers.
class TransferWatcher {
 public:
  virtual ~TransferWatcher() = default;
  /// A line for people.
  virtual void note(const std::string& line) = 0;
  /// @param done bytes; @param total 0 while it is not known.
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
};

}  // namespace saa
