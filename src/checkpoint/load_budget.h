// What a checkpoint may cost to read.
#pragma once

#include <cstdint>
#include <saa/error.h>
#include <string>

namespace saa {

/// Memory and steps that reading one file may take, in bytes, in proportion to its size. Whoever
/// allocates, or walks on, because a file says so, takes from it first; a few bytes can then not
/// ask for gigabytes or for hours. Views into the file cost nothing.
class LoadBudget {
 public:
  /// @param file for the message.
  LoadBudget(std::string file, std::uint64_t file_size)
      : file_(std::move(file)), left_(kBase + kPerByte * file_size) {}

  /// @throws WeightsError if no more than `bytes` are left.
  void take(std::uint64_t bytes) {
    if (bytes > left_) {
      throw WeightsError(file_ +
                         ": unpacks to far more than its size allows; it is damaged or was made to "
                         "exhaust memory");
    }
    left_ -= bytes;
  }

 private:
  static constexpr std::uint64_t kBase = std::uint64_t{64} << 20;
  static constexpr std::uint64_t kPerByte = 8;

  std::string file_;
  std::uint64_t left_;
};

}  // namespace saa
