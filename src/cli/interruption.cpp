#include "cli/interruption.h"

#include <array>
#include <csignal>

namespace saa::cli {
namespace {

// What a signal handler may touch has to be static and lock-free.
std::atomic<bool> stop_asked{false};
std::atomic<int> signal_seen{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

constexpr std::array kSignals = {SIGINT, SIGTERM};

std::array<struct sigaction, kSignals.size()> before{};

extern "C" void note_signal(int number) {
  signal_seen = number;
  stop_asked = true;
}

}  // namespace

Interruption::Interruption() {
  stop_asked = false;
  signal_seen = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second time it ends the program
    ::sigaction(kSignals[i], &action, &before[i]);
    // Whoever started us in the background may have asked not to be disturbed.
    if (before[i].sa_handler == SIG_IGN) ::sigaction(kSignals[i], &before[i], nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before[i], nullptr);
}

std::atomic<bool>& Interruption::stop() { return stop_asked; }

int Interruption::signal() const { return signal_seen; }

int signal_exit_code() { return signal_seen == 0 ? 0 : kSignalExit + signal_seen; }

}  // namespace saa::cli
