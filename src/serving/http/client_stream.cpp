#include "serving/http/client_stream.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGlance{100};  ///< how often a wait looks whether it is worth it

/// Address and port in digits.
template <typename Ask>
void describe(const Ask& ask, std::string& ip, int& port) {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (ask(plain, &length) != 0) return;
  if (::getnameinfo(plain, length, host.data(), host.size(), service.data(), service.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return;
  ip = host.data();
  port = std::atoi(service.data());
}

/// RFC 9110's tchar.
bool is_method_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

}  // namespace

bool ClientStream::wait(short events, milliseconds patience) const {
  const Clock::time_point until = Clock::now() + patience;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
    pollfd asked{.fd = socket_, .events = events, .revents = 0};
    const int ready = ::poll(&asked, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0;
  }
}

/// Looks now and then whether it is still worth it.
bool ClientStream::wait_to_read(milliseconds patience) const {
  const Clock::time_point until = Clock::now() + patience;
  while (!is_over_ && Clock::now() < until)
    if (wait(POLLIN, std::min(patience, kGlance))) return true;
  return false;
}

bool ClientStream::wait_to_write() {
  const Clock::time_point start = Clock::now();
  while (true) {
    const bool is_ready = wait(POLLOUT, kGlance);
    const Clock::duration waited = Clock::now() - start;
    const Clock::duration blocked = blocked_ + waited;
    const double expected =
        std::chrono::duration<double>(blocked).count() * limits_.bytes_per_second;
    const bool is_too_slow = blocked > limits_.idle && double(written_) < expected;
    if (is_too_slow || (is_over_ && blocked > limits_.last_answer)) return false;
    if (is_ready) {
      blocked_ = blocked;
      return true;
    }
    if (waited > limits_.idle) return false;
  }
}

bool ClientStream::wait_for_request(milliseconds patience) {
  return begin_ < end_ || (wait(POLLIN, patience) && fill());
}

void ClientStream::begin_head() {
  in_head_ = true;
  began_ = Clock::now();
  bytes_ = 0;
}

void ClientStream::begin_body() {
  in_head_ = false;
  began_ = Clock::now();
  bytes_ = 0;
  content_bytes_ = 0;
  blocked_ = {};
  written_ = 0;
}

std::string ClientStream::replace_unknown_method() {
  constexpr std::size_t kLongest = 32;
  constexpr std::array<std::string_view, 10> kKnown = {
      "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};
  const auto begun = [this] { return std::string_view(buffer_.data() + begin_, end_ - begin_); };
  while (std::ranges::all_of(begun(), is_method_letter))
    if (begun().size() > kLongest || is_too_much() || !fill()) return "";
  std::string method(begun().substr(0, begun().find(' ')));
  const bool is_method =
      !method.empty() && method.size() <= kLongest && std::ranges::all_of(method, is_method_letter);
  if (!is_method || std::ranges::find(kKnown, method) != kKnown.end()) return "";
  begin_ += method.size();
  front_ = "PATCH";
  return method;
}

bool ClientStream::client_left() const {
  pollfd asked{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void ClientStream::linger() const {
  constexpr milliseconds kPatience{1000};
  ::shutdown(socket_, SHUT_WR);
  std::array<char, 16'384> rest{};
  const Clock::time_point until = Clock::now() + kPatience;
  while (Clock::now() < until && wait(POLLIN, kPatience) &&
         ::recv(socket_, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
  }
}

bool ClientStream::is_readable() const {
  return !front_.empty() || begin_ < end_ || wait_to_read(limits_.idle);
}

// Only asked before a piece of a stream; write() waits for the client.
bool ClientStream::is_writable() const { return !client_left(); }

/// Whether the client takes longer, or sends more, than its request is worth.
bool ClientStream::is_too_much() const {
  constexpr std::size_t kFramingPerByte = 8;  // chunks of one byte have five beside it
  const auto passed = Clock::now() - began_;
  if (in_head_) return passed > limits_.head || bytes_ > limits_.head_bytes;
  if (bytes_ > limits_.framing_bytes + (1 + kFramingPerByte) * content_bytes_) return true;
  return passed > limits_.idle &&
         double(bytes_) < std::chrono::duration<double>(passed).count() * limits_.bytes_per_second;
}

bool ClientStream::fill() {
  const milliseconds patience = in_head_ ? std::min(limits_.head, limits_.idle) : limits_.idle;
  if (!wait_to_read(patience)) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const ssize_t got = ::recv(socket_, buffer_.data() + end_, buffer_.size() - end_, 0);
  if (got > 0) end_ += std::size_t(got);
  return got > 0;
}

ssize_t ClientStream::read(char* to, size_t size) {
  if (is_too_much()) return -1;
  std::size_t count = 0;
  if (!front_.empty()) {
    count = front_.copy(to, size);
    front_.remove_prefix(count);
  } else {
    if (begin_ == end_ && !fill()) return -1;
    count = std::min(size, end_ - begin_);
    std::memcpy(to, buffer_.data() + begin_, count);
    begin_ += count;
  }
  bytes_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t ClientStream::write(const char* from, size_t size) {
  if (!wait_to_write()) return -1;
  const ssize_t sent = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) written_ += std::size_t(sent);
  return sent;
}

void ClientStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  describe([this](sockaddr* to, socklen_t* length) { return ::getpeername(socket_, to, length); },
           ip, port);
}

void ClientStream::get_local_ip_and_port(std::string& ip, int& port) const {
  describe([this](sockaddr* to, socklen_t* length) { return ::getsockname(socket_, to, length); },
           ip, port);
}

}  // namespace saa::serving
