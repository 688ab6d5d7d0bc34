#include "serving/http/http_server.h"

#include "serving/bearer_token.h"
#include "serving/http/client_stream.h"
#include "serving/http/connection_threads.h"
#include "serving/http/http_error.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <random>
#include <saa/error.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace saa::serving {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGlance{100};  ///< how often a quiet connection is looked at
constexpr std::chrono::seconds kKeepAlive{15};     ///< how long one may stay quiet
constexpr int kBacklog = 1024;

bool is_token_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
         std::string_view("-._~+/=:").find(letter) != std::string_view::npos;
}

/// The client's own, where it is a short word; else a random one.
std::string request_id_of(const httplib::Request& request) {
  constexpr std::size_t kLongest = 64;
  const std::string given = request.get_header_value("X-Request-Id");
  if (!given.empty() && given.size() <= kLongest && std::ranges::all_of(given, is_token_letter))
    return given;
  thread_local std::mt19937_64 random{std::random_device{}()};
  return fmt::format("{:016x}", random());
}

bool is_form(const httplib::Request& request) { return request.is_multipart_form_data(); }

bool is_chunked(const httplib::Request& request) { return request.has_header("Transfer-Encoding"); }

/// A length that is not a plain number, or said twice, is a way to smuggle a second request past a
/// proxy.
std::optional<std::uint64_t> content_length(const httplib::Request& request) {
  const std::size_t count = request.get_header_value_count("Content-Length");
  if (count == 0) return std::nullopt;
  const std::string text = request.get_header_value("Content-Length");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (count > 1 || error != std::errc() || end != text.data() + text.size())
    throw HttpError(400, "Content-Length must be given once, as a whole number");
  if (is_chunked(request))
    throw HttpError(400, "Content-Length and Transfer-Encoding exclude each other");
  return length;
}

HttpRequest request_of(const httplib::Request& from, std::string request_id) {
  HttpRequest request{.method = from.method == "HEAD" ? "GET" : from.method,
                      .path = from.path,
                      .headers = {from.headers.begin(), from.headers.end()},
                      .query = {from.params.begin(), from.params.end()},
                      .body = {},
                      .parts = {},
                      .request_id = std::move(request_id),
                      .client_left = {}};
  return request;
}

/// The bytes of all bodies that are in memory, against a limit.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t limit) : limit_(limit) {}

  /// What one body holds of it; gives it back at its end.
  class Share {
   public:
    explicit Share(BodyBudget& budget) : budget_(budget) {}
    ~Share() { budget_.used_ -= bytes_; }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    /// @throws HttpError 429 if all bodies together would be too large.
    void grow(std::size_t bytes) {
      bytes_ += bytes;
      if ((budget_.used_ += bytes) > budget_.limit_)
        throw HttpError(429, "too many large requests at a time; try again later",
                        {{"Retry-After", "1"}});
    }

   private:
    BodyBudget& budget_;
    std::size_t bytes_ = 0;
  };

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

}  // namespace

class HttpServer::Impl : private httplib::Server {
 public:
  Impl(HttpSettings settings, HttpHandlers handlers)
      : settings_(std::move(settings)),
        handlers_(std::move(handlers)),
        budget_(settings_.max_bytes_in_memory) {
    new_task_queue = [this] { return new ConnectionThreads(std::size_t(settings_.connections)); };
    set_tcp_nodelay(true);
    set_socket_options([this](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
      listener_ = socket;
    });
    set_pre_routing_handler([this](const auto& request, auto& response) {
      return before_body(request, response) ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    set_expect_100_continue_handler([this](const auto& request, auto& response) {
      return request.method == "POST" && before_body(request, response) ? response.status : 100;
    });
    Post(".*", [this](const auto& request, auto& response, const auto& reader) {
      with_body(request, response, reader);
    });
    set_error_handler(httplib::Server::HandlerWithResponse(
        [this](const httplib::Request&, httplib::Response& response) {
          if (response.body.empty()) explain(response);
          return HandlerResponse::Handled;
        }));
  }

  int bind() {
    const int port = settings_.port > 0
                         ? (bind_to_port(settings_.host, settings_.port) ? settings_.port : -1)
                         : bind_to_any_port(settings_.host);
    if (port <= 0 || ::listen(listener_, kBacklog) != 0)
      throw IoError(
          fmt::format("cannot listen on {} port {}: the port is taken or the host is not "
                      "this machine's; choose another with --port or --host",
                      settings_.host, settings_.port));
    return port;
  }

  void run() {
    is_in_run_ = true;
    if (is_over_)
      ::close(listener_);
    else
      listen_after_bind();
    is_in_run_ = false;
  }

  /// httplib forgets a stop that comes before it looks for the first client.
  void stop() {
    is_over_ = true;
    while (is_in_run_ && !is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    httplib::Server::stop();
  }

 private:
  /// The connection that this thread serves, and how its request stands.
  struct Connection {
    ClientStream stream;
    std::string request_id;
    Clock::time_point start;
    bool must_close = false;  ///< unread bytes of a body would be taken for the next request
    std::optional<HttpRequest> request;
    std::size_t streamed = 0;
  };
  static Connection*& current() {
    thread_local Connection* connection = nullptr;
    return connection;
  }

  /// In place of httplib's own, for a stream with limits. The name and the closing are its.
  bool process_and_close_socket(socket_t socket) override {
    Connection connection{.stream = ClientStream(socket, StreamLimits{}, is_over_),
                          .request_id = {},
                          .start = {},
                          .must_close = false,
                          .request = {},
                          .streamed = 0};
    current() = &connection;
    bool goes_on = true;
    while (goes_on && wait_for_request(connection.stream)) goes_on = serve(connection);
    if (connection.must_close) connection.stream.linger();
    current() = nullptr;
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return true;
  }

  bool wait_for_request(ClientStream& stream) const {
    const Clock::time_point until = Clock::now() + kKeepAlive;
    while (!is_over_ && Clock::now() < until) {
      if (stream.wait_for_request(kGlance)) return true;
      if (stream.client_left()) return false;
    }
    return false;
  }

  /// One request and its answer. Whether another may follow.
  bool serve(Connection& connection) {
    connection.stream.begin_head();
    connection.start = Clock::now();
    connection.request.reset();
    connection.request_id.clear();
    connection.streamed = 0;
    const std::string method = connection.stream.replace_unknown_method();
    bool is_closed = false;
    const bool written =
        process_request(connection.stream, /*close_connection=*/is_over_, is_closed,
                        [&connection, &method](httplib::Request& request) {
                          if (!method.empty()) request.method = method;
                          connection.stream.begin_body();
                          connection.request_id = request_id_of(request);
                          connection.request = request_of(request, connection.request_id);
                          request.ranges.clear();                    // answers are whole …
                          request.headers.erase("Accept-Encoding");  // … and as they are
                        });
    return written && !is_closed && !connection.must_close && !is_over_;
  }

  /// Answers whatever needs no body, or must not have it read. False: a body is to be read.
  bool before_body(const httplib::Request& request, httplib::Response& response) {
    Connection& connection = *current();
    try {
      const std::optional<std::uint64_t> length = content_length(request);
      const bool has_body = is_chunked(request) || length.value_or(0) > 0;
      connection.must_close = has_body;
      check_token(request);
      if (request.method == "POST") {
        check_body(request, length);
        connection.must_close = false;
        return false;
      }
      write(response, handlers_.answer(with_client(connection)));
    } catch (...) {
      write(response, answer_to_exception(connection.request_id));
    }
    return true;
  }

  void check_token(const httplib::Request& request) const {
    if (settings_.token.empty() || handlers_.is_open(request.path)) return;
    if (!bears_token(request.get_header_value("Authorization"), settings_.token))
      throw HttpError(401, "this server asks for a token: Authorization: Bearer …");
  }

  void check_body(const httplib::Request& request, std::optional<std::uint64_t> length) const {
    if (!length && !is_chunked(request))
      throw HttpError(411, "a POST needs Content-Length or chunked transfer encoding");
    if (length.value_or(0) > settings_.max_body_bytes) throw too_large(*length);
    if (!is_chunked(request)) return;
    std::string coding = request.get_header_value("Transfer-Encoding");
    std::ranges::transform(coding, coding.begin(), [](unsigned char c) { return std::tolower(c); });
    if (coding != "chunked" || request.get_header_value_count("Transfer-Encoding") > 1)
      throw HttpError(501, "the only transfer encoding that is read is chunked");
  }

  [[nodiscard]] HttpError too_large(std::uint64_t length) const {
    return {413, fmt::format("the body has {} bytes or more; at most {} are read", length,
                             settings_.max_body_bytes)};
  }

  void with_body(const httplib::Request& request, httplib::Response& response,
                 const httplib::ContentReader& reader) {
    Connection& connection = *current();
    BodyBudget::Share share(budget_);
    std::string body;
    try {
      connection.must_close = true;  // until all of it is read
      HttpRequest& asked = with_client(connection);
      read_body(request, response, reader, asked, body, share);
      connection.must_close = false;
      asked.body = body;
      write(response, handlers_.answer(asked));
    } catch (...) {
      write(response, answer_to_exception(connection.request_id));
    }
    connection.request->body = {};
    connection.request->parts.clear();
  }

  void read_body(const httplib::Request& request, const httplib::Response& response,
                 const httplib::ContentReader& reader, HttpRequest& asked, std::string& body,
                 BodyBudget::Share& share) {
    ClientStream& stream = current()->stream;
    const auto take = [&](std::string& to, const char* data, std::size_t size) {
      stream.took_content(size);
      share.grow(size);
      if (share.bytes() > settings_.max_body_bytes) throw too_large(share.bytes());
      to.append(data, size);
      return true;
    };
    const auto begin_part = [&](const httplib::MultipartFormData& part) {
      constexpr std::size_t kMostParts = 16;
      if (asked.parts.size() >= kMostParts)
        throw HttpError(400, fmt::format("the form has more than {} parts", kMostParts));
      asked.parts.push_back({.name = part.name,
                             .file_name = part.filename,
                             .content_type = part.content_type,
                             .content = {}});
      return true;
    };
    const bool was_read =
        is_form(request)
            ? reader(begin_part,
                     [&](const char* data, std::size_t size) {
                       return take(asked.parts.back().content, data, size);
                     })
            : reader([&](const char* data, std::size_t size) { return take(body, data, size); });
    if (was_read) return;
    if (response.status == 415)
      throw HttpError(415, "the body's Content-Encoding is not one that is read");
    throw HttpError(400, is_form(request) ? "the form did not come whole, or is malformed"
                                          : "the body did not come whole");
  }

  /// The request with what tells whether its client still waits.
  static HttpRequest& with_client(Connection& connection) {
    connection.request->client_left = [&connection] { return connection.stream.client_left(); };
    return *connection.request;
  }

  void write(httplib::Response& response, HttpResponse answer) {
    Connection& connection = *current();
    response.status = answer.status;
    for (auto& [name, value] : answer.headers) response.headers.emplace(name, value);
    response.headers.erase("X-Request-Id");
    response.headers.emplace("X-Request-Id", connection.request_id);
    response.headers.emplace("X-Content-Type-Options", "nosniff");
    const std::size_t bytes = answer.body.size();
    if (answer.stream) {
      stream(response, answer, connection);
      return;
    }
    if (!answer.body.empty()) {
      response.headers.emplace("Content-Type", answer.content_type);
      response.body = std::move(answer.body);
    }
    note(connection, answer.status, bytes);
  }

  void stream(httplib::Response& response, HttpResponse& answer, Connection& connection) {
    const int status = answer.status;
    response.set_chunked_content_provider(
        answer.content_type, [this, status, send_all = std::move(answer.stream), &connection](
                                 std::size_t, httplib::DataSink& sink) {
          bool goes_on = true;
          send_all([&](std::string_view piece) {
            goes_on = goes_on && sink.write(piece.data(), piece.size());
            connection.streamed += piece.size();
            return goes_on;
          });
          if (goes_on) sink.done();
          note(connection, status, connection.streamed);
          return goes_on;
        });
  }

  void note(const Connection& connection, int status, std::size_t bytes) const {
    handlers_.answered(
        {.request = *connection.request,
         .status = status,
         .bytes = bytes,
         .seconds = std::chrono::duration<double>(Clock::now() - connection.start).count()});
  }

  /// Gives words to what httplib refuses by itself: malformed heads.
  void explain(httplib::Response& response) {
    Connection& connection = *current();
    connection.must_close = true;
    if (connection.request_id.empty()) connection.request_id = request_id_of({});
    if (!connection.request) connection.request = request_of({}, connection.request_id);
    const char* words = response.status == 414   ? "the address is too long"
                        : response.status == 416 ? "the Range header is malformed"
                                                 : "this is no HTTP/1.1 request";
    write(response, error_answer(response.status, words, connection.request_id));
  }

  const HttpSettings settings_;
  const HttpHandlers handlers_;
  BodyBudget budget_;
  socket_t listener_ = INVALID_SOCKET;
  std::atomic<bool> is_over_{false};
  std::atomic<bool> is_in_run_{false};
};

HttpServer::HttpServer(HttpSettings settings, HttpHandlers handlers)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(handlers))) {}
HttpServer::~HttpServer() = default;
int HttpServer::bind() { return impl_->bind(); }
void HttpServer::run() { impl_->run(); }
void HttpServer::stop() { impl_->stop(); }

}  // namespace saa::serving
