// One request for one file, through libcurl.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <saa/error.h>
#include <span>
#include <string>

namespace saa {

enum class TransferFailure {
  passing,  ///< the same request may succeed later: a connection cut, a server that is overloaded
  lasting,  ///< it will not: no such host or file, no trust, not allowed
  range     ///< the server cannot start where it was asked to; from the beginning it may
};

/// A request that failed on the way.
class TransferError : public IoError {
 public:
  /// @param pause that the server asks for before the next request.
  TransferError(const std::string& message, TransferFailure failure,
                std::chrono::seconds pause = std::chrono::seconds(0))
      : IoError(message), failure_(failure), pause_(pause) {}

  [[nodiscard]] TransferFailure failure() const { return failure_; }
  [[nodiscard]] std::chrono::seconds pause() const { return pause_; }

 private:
  TransferFailure failure_;
  std::chrono::seconds pause_;
};

struct TransferRequest {
  std::string url;                         ///< http, https or file
  std::uint64_t offset = 0;                ///< bytes that are there already and need not be sent
  std::chrono::seconds stall_timeout{30};  ///< give up when next to nothing came for so long
};

/// What the server says before the first byte.
struct TransferStart {
  std::uint64_t offset = 0;  ///< where the bytes begin: as asked, or 0 if it sends the file whole
  std::optional<std::uint64_t> size;  ///< of the whole file, if it says
};

/// Where the bytes go. What the functions throw ends the transfer and comes out of transfer().
class TransferSink {
 public:
  virtual ~TransferSink() = default;
  virtual void begin(const TransferStart& start) = 0;
  virtual void write(std::span<const std::byte> bytes) = 0;
};

/// Fetches `request.url` into `sink`, following redirects (from https to https only) and the
/// proxies of the environment (http_proxy, https_proxy, all_proxy, no_proxy). CURL_CA_BUNDLE or
/// SSL_CERT_FILE name further certificates. Returns when all bytes that were announced have come.
/// @throws TransferError naming the host and what happened; CancelledError if `stop` becomes true.
void transfer(const TransferRequest& request, TransferSink& sink, const std::atomic<bool>& stop);

}  // namespace saa
