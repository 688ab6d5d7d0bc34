// Why a request failed, in the words that HTTP and gRPC have for it.
#pragma once

#include <chrono>
#include <exception>
#include <saa/error.h>
#include <string>

namespace saa::serving {

/// Nobody is to blame but the load: the same request may succeed after `retry_after`.
class QueueFull : public Error {
 public:
  explicit QueueFull(const std::string& message,
                     std::chrono::seconds retry_after = std::chrono::seconds(1))
      : Error(ErrorKind::unsupported, message), retry_after_(retry_after) {}
  [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return retry_after_; }

 private:
  std::chrono::seconds retry_after_;
};

/// The server stops, or is not ready yet.
class ShuttingDown : public Error {
 public:
  explicit ShuttingDown(const std::string& message) : Error(ErrorKind::unsupported, message) {}
};

class DeadlineExceeded : public CancelledError {
 public:
  using CancelledError::CancelledError;
};

/// Something that a request names is not there.
class NotFound : public InputError {
 public:
  using InputError::InputError;
};

/// The token is missing or wrong.
class Unauthenticated : public Error {
 public:
  explicit Unauthenticated(const std::string& message) : Error(ErrorKind::input, message) {}
};

enum class Status {
  bad_request,
  unauthenticated,
  not_found,
  unsupported,
  queue_full,
  cancelled,  ///< the client left
  deadline_exceeded,
  unavailable,
  internal
};

/// What an exception caught at a transport's border means.
[[nodiscard]] Status status_of(const std::exception& error);

/// 400, 401, 404, 400, 429, 499, 504, 503, 500.
[[nodiscard]] int http_status(Status status);

}  // namespace saa::serving
