// One client's connection as httplib reads and writes it, with limits of its own: what httplib
// 0.11 lacks are a limit on the length of a request's head, one on the time it may take, and a way
// to see that the client left.
#pragma once

#include <array>
#include <chrono>
#include <httplib.h>
#include <string>

namespace saa::serving {

struct StreamLimits {
  std::chrono::milliseconds idle{10'000};  ///< between two pieces, either way
  std::chrono::milliseconds head{10'000};  ///< for a request's line and headers
  std::size_t head_bytes = 65'536;
  /// What a body has to come at, beside `idle`: slower clients hold a thread for nothing.
  double body_bytes_per_second = 1024;
};

class ClientStream : public httplib::Stream {
 public:
  /// @param socket stays the caller's.
  ClientStream(socket_t socket, const StreamLimits& limits) : socket_(socket), limits_(limits) {}

  /// Waits for the first byte of the next request. False: the client left, or `patience` is over.
  [[nodiscard]] bool wait_for_request(std::chrono::milliseconds patience);
  /// The limits on a head count from here.
  void begin_head();
  /// The head was read; the limits on a body count from here.
  void begin_body();

  /// Whether the client closed its side, or all of the connection.
  [[nodiscard]] bool client_left() const;

  /// Ends the connection so that the last answer arrives although the client is still sending: TCP
  /// would throw it away.
  void linger() const;

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* to, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool wait(short events, std::chrono::milliseconds patience) const;
  [[nodiscard]] bool is_too_slow() const;
  bool fill();

  socket_t socket_;
  StreamLimits limits_;
  bool in_head_ = true;
  Clock::time_point began_ = Clock::now();
  std::size_t bytes_ = 0;  ///< read since then
  std::array<char, 16'384> buffer_{};
  std::size_t begin_ = 0;  ///< of what is in the buffer and was not asked for yet
  std::size_t end_ = 0;
};

}  // namespace saa::serving
