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

}  // namespace saa::cli
