// A transfer as the terminal shows it.
#pragma once

#include "cli/models/transfer_progress.h"
#include "cli/terminal.h"
#include "model_transfer/transfer_watcher.h"

#include <string>

namespace saa::cli {

/// Notes and a progress bar on standard error.
class OnTerminal : public TransferWatcher {
 public:
  /// @param file the name before the bar.
  OnTerminal(Terminal& terminal, std::string file)
      : terminal_(terminal), progress_(std::move(file)) {}

  void note(const std::string& line) override { terminal_.note(line); }

  void progress(std::uint64_t done, std::uint64_t total) override {
    const auto now = Progress::Clock::now();
    progress_.advance(done, total, now);
    terminal_.show([&](std::size_t columns) { return progress_.bar(now, columns); },
                   [&] { return progress_.sentence(now); });
  }

 private:
  Terminal& terminal_;
  TransferProgress progress_;
};

}  // namespace saa::cli
