// Ctrl-C and SIGTERM as a flag that the work looks at between two steps.
#pragma once

#include <atomic>

namespace saa::cli {

/// While it lives the first SIGINT or SIGTERM sets a flag; a second one ends the program at once,
/// which the atomic output survives. A signal that was ignored before stays so. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Also settable from within, to make all workers stop.
  [[nodiscard]] std::atomic<bool>& stop();
  /// The signal that came; 0: none.
  [[nodiscard]] int signal() const;
};

/// What a shell reports of a program that a signal ended: this and the signal's number.
inline constexpr int kSignalExit = 128;

/// What the program ends with after the signal that the latest Interruption saw; 0: there was none.
[[nodiscard]] int signal_exit_code();

}  // namespace saa::cli
