// HTTP as values: reads requests within limits, hands them to one function, writes its answers.
#pragma once

#include "serving/http_message.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace saa::serving {

struct HttpSettings {
  std::string host = "127.0.0.1";
  int port = 8080;                                 ///< 0: any that is free
  std::string token{};                             ///< empty: everyone may ask
  std::size_t max_body_bytes = 64U << 20U;         ///< of one request
  std::size_t max_bytes_in_memory = 1024U << 20U;  ///< of all bodies at a time
  int connections = 512;                           ///< at a time; others wait
};

/// What is known of a request when it was answered, for logs and counters.
struct Exchange {
  const HttpRequest& request;
  int status = 0;
  std::size_t bytes = 0;  ///< of the answer's body
  double seconds = 0;
};

struct HttpHandlers {
  /// Answers a request; may throw what answer_to_exception() knows.
  std::function<HttpResponse(const HttpRequest&)> answer;
  /// Whether a path is answered without the token.
  std::function<bool(const std::string& path)> is_open;
  std::function<void(const Exchange&)> answered;
};

class HttpServer {
 public:
  HttpServer(HttpSettings settings, HttpHandlers handlers);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Listens from here on; clients are served once run() is called.
  /// @returns the port. @throws IoError if it is taken or the host is not this machine's.
  int bind();
  /// Returns after stop(), when all connections are closed.
  void run();
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saa::serving
