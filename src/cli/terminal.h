// The two output streams of a batch and the progress bar between them.
#pragma once

#include "cli/progress.h"

#include <functional>
#include <saa/error.h>
#include <string>
#include <string_view>

namespace saa::cli {

/// Whoever read our standard output has gone ("saa predict … | head").
class ReaderGone : public Error {
 public:
  ReaderGone() : Error(ErrorKind::cancelled, "nobody reads standard output any more") {}
};

/// Results go to standard output, everything else to standard error. On a terminal the last line of
/// standard error is a progress bar; elsewhere a line now and then says how far a long batch is.
/// Used by one thread. While it lives, SIGPIPE and SIGXFSZ are errors of a write, not the end.
class Terminal {
 public:
  explicit Terminal(bool quiet);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// A line of results. @throws ReaderGone; IoError if it cannot be written.
  void result(std::string_view line);
  /// A remark; not said if quiet.
  void note(std::string_view text);
  void error(std::string_view text);

  /// Draws the bar if the terminal has not been drawn to for a moment, or says a line if it is
  /// time.
  void show(const Progress& progress);
  /// The same for what counts something else than images: both texts are made when they are due.
  /// @param bar is given the columns there are.
  void show(const std::function<std::string(std::size_t)>& bar,
            const std::function<std::string()>& sentence);
  /// Takes the bar away.
  void clear();

 private:
  void say(std::string_view prefix, std::string_view text);

  bool quiet_;
  bool draws_;  ///< standard error is a terminal
  bool bar_is_shown_ = false;
  Progress::Clock::time_point last_shown_;
};

}  // namespace saa::cli
