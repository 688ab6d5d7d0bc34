// One client's connection as httplib reads and writes it, with limits of its own: what httplib
// 0.11 lacks are limits on the length of a request's head and of what frames its body, on the time
// that request and answer may take, and a way to see that the client left.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <httplib.h>
#include <string>
#include <string_view>

namespace saa::serving {

struct StreamLimits {
  std::chrono::milliseconds idle{10'000};  ///< between two pieces, either way
  std::chrono::milliseconds head{10'000};  ///< for a request's line and headers
  std::size_t head_bytes = 65'536;
  /// What a body has to come at, and an answer to be taken at, beside `idle`: slower clients hold a
  /// thread for nothing.
  double bytes_per_second = 1024;
  /// Lines between chunks and above the parts of a form, which are kept until they end: so many
  /// bytes of them are read beside eight for each byte of content.
  std::size_t framing_bytes = 65'536;
  std::chrono::milliseconds last_answer{2'000};  ///< for the client to take it, once `is_over`
};

class ClientStream : public httplib::Stream {
 public:
  /// @param socket stays the caller's.
  /// @param is_over once true, nothing more is read; outlives this object.
  ClientStream(socket_t socket, const StreamLimits& limits, const std::atomic<bool>& is_over)
      : socket_(socket), limits_(limits), is_over_(is_over) {}

  /// Waits for the first byte of the next request. False: the client left, or `patience` is over.
  [[nodiscard]] bool wait_for_request(std::chrono::milliseconds patience);
  /// The limits on a head count from here.
  void begin_head();
  /// The method that the head begins with, where it is one that httplib does not know: those it
  /// takes for malformed, so it is given PATCH to read instead. "" : it is known, or no method.
  /// Waits for the method as read() would.
  [[nodiscard]] std::string replace_unknown_method();
  /// The head was read; the limits on a body and on the answer count from here.
  void begin_body();
  /// So much of what was read was the body's content.
  void took_content(std::size_t bytes) { content_bytes_ += bytes; }

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
  [[nodiscard]] bool wait_to_read(std::chrono::milliseconds patience) const;
  [[nodiscard]] bool wait_to_write();
  [[nodiscard]] bool is_too_much() const;
  /// Waits for more bytes behind those that are in the buffer.
  bool fill();

  socket_t socket_;
  StreamLimits limits_;
  const std::atomic<bool>& is_over_;
  bool in_head_ = true;
  Clock::time_point began_ = Clock::now();
  std::size_t bytes_ = 0;          ///< read since then
  std::size_t content_bytes_ = 0;  ///< of these
  Clock::duration blocked_{0};     ///< by a client that does not take the answer
  std::size_t written_ = 0;
  std::string_view front_;  ///< read before the buffer
  std::array<char, 16'384> buffer_{};
  std::size_t begin_ = 0;  ///< of what is in the buffer and was not asked for yet
  std::size_t end_ = 0;
};

}  // namespace saa::serving
