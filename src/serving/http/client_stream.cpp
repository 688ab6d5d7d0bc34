#include "serving/http/client_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;

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

bool ClientStream::is_readable() const { return begin_ < end_ || wait(POLLIN, limits_.idle); }

bool ClientStream::is_writable() const { return wait(POLLOUT, limits_.idle) && !client_left(); }

/// Whether the client takes longer, or sends more, than its request is worth.
bool ClientStream::is_too_slow() const {
  const auto passed = Clock::now() - began_;
  if (in_head_) return passed > limits_.head || bytes_ > limits_.head_bytes;
  if (passed < limits_.idle) return false;
  return double(bytes_) <
         std::chrono::duration<double>(passed).count() * limits_.body_bytes_per_second;
}

bool ClientStream::fill() {
  const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
  begin_ = 0;
  end_ = got > 0 ? std::size_t(got) : 0;
  return got > 0;
}

ssize_t ClientStream::read(char* to, size_t size) {
  if (is_too_slow()) return -1;
  if (begin_ == end_) {
    const milliseconds patience = in_head_ ? std::min(limits_.head, limits_.idle) : limits_.idle;
    if (!wait(POLLIN, patience) || !fill()) return -1;
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, count);
  begin_ += count;
  bytes_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t ClientStream::write(const char* from, size_t size) {
  if (!wait(POLLOUT, limits_.idle)) return -1;
  return ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
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
