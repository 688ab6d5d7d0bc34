#include "cli/terminal.h"

#include "cli/plain_text.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace saa::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kBarInterval = 100ms;
constexpr auto kLineInterval = 30s;

/// Writes everything; false with errno set if it cannot.
bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Standard error may be closed; there is nobody left to tell.
void write_error_stream(const std::string& text) {
  [[maybe_unused]] const bool written = write_all(STDERR_FILENO, text);
}

std::size_t terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 79;
  return size.ws_col - 1U;  // a full line would wrap
}

}  // namespace

Terminal::Terminal(bool quiet)
    : quiet_(quiet), draws_(::isatty(STDERR_FILENO) == 1), last_shown_(Progress::Clock::now()) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

Terminal::~Terminal() {
  clear();
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
}

void Terminal::result(std::string_view line) {
  clear();
  if (write_all(STDOUT_FILENO, std::string(line) + "\n")) return;
  if (errno == EPIPE) throw ReaderGone();
  throw IoError(std::string("cannot write to standard output: ") + std::strerror(errno) +
                "; free some space or send it elsewhere, and run again with --resume");
}

void Terminal::note(std::string_view text) {
  if (!quiet_) say("saa: ", text);
}

void Terminal::error(std::string_view text) { say("saa: error: ", text); }

void Terminal::say(std::string_view prefix, std::string_view text) {
  clear();
  write_error_stream(std::string(prefix) + plain_line(text) + "\n");
}

void Terminal::show(const Progress& progress) {
  const auto now = Progress::Clock::now();
  show([&](std::size_t columns) { return progress.bar(now, columns); },
       [&] { return progress.sentence(now); });
}

void Terminal::show(const std::function<std::string(std::size_t)>& bar,
                    const std::function<std::string()>& sentence) {
  if (quiet_) return;
  const auto now = Progress::Clock::now();
  const bool is_due = now - last_shown_ >= (draws_ ? kBarInterval : kLineInterval);
  if (!is_due) return;
  if (draws_) {
    write_error_stream("\r" + bar(terminal_columns()) + "\x1b[K");
    bar_is_shown_ = true;
  } else {
    note(sentence());
  }
  last_shown_ = now;
}

void Terminal::clear() {
  if (bar_is_shown_) write_error_stream("\r\x1b[K");
  bar_is_shown_ = false;
}

}  // namespace saa::cli
