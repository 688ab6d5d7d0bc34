#include "serving/http/http_server.h"

#include "serving/http/http_error.h"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <memory>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace saa::serving {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::chrono::seconds kLongEnough{10};  // nothing waits as long unless it is broken

/// A connection that sends what it is told to.
class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = kLongEnough.count(), .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Client() { leave(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(std::size_t(sent));
    }
  }
  /// What comes until the text `end` is there, or the server closes.
  [[nodiscard]] std::string receive(std::string_view end = "\xff") const {
    std::string text;
    std::array<char, 4096> piece{};
    while (text.find(end) == std::string::npos) {
      const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
      if (got <= 0) break;
      text.append(piece.data(), std::size_t(got));
    }
    return text;
  }
  void leave() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

 private:
  int socket_;
};

/// A server that answers with what `answer` says, "/open" without the token.
class HttpServerTest : public testing::Test {
 protected:
  void start(HttpSettings settings = {}) {
    settings.port = 0;
    server_ = std::make_unique<HttpServer>(
        settings,
        HttpHandlers{.answer = [this](const HttpRequest& request) { return answer(request); },
                     .is_open = [](const std::string& path) { return path == "/open"; },
                     .answered =
                         [this](const Exchange& exchange) {
                           const std::scoped_lock lock(mutex_);
                           exchanges_.push_back(exchange.request.method + " " +
                                                exchange.request.path + " " +
                                                std::to_string(exchange.status));
                         }});
    port_ = server_->bind();
    thread_ = std::thread([this] { server_->run(); });
  }
  ~HttpServerTest() override {
    if (server_) server_->stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] std::string ask(const std::string& text) const {
    const Client client(port_);
    client.send(text);
    return client.receive();
  }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::vector<std::string> exchanges() {
    const std::scoped_lock lock(mutex_);
    return exchanges_;
  }

  std::function<HttpResponse(const HttpRequest&)> answer = [](const HttpRequest& request) {
    return HttpResponse{.body = request.method + " " + request.path + " " +
                                std::to_string(request.body.size())};
  };

 private:
  std::unique_ptr<HttpServer> server_;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;
  std::vector<std::string> exchanges_;
};

std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n";
}

std::string post(const std::string& body, const std::string& headers = "") {
  return "POST /a HTTP/1.1\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

TEST_F(HttpServerTest, HandsOverMethodPathAndBody) {
  start();
  EXPECT_THAT(ask(get("/a%20b?c=d")), HasSubstr("GET /a b 0"));
  EXPECT_THAT(ask(post("12345")), HasSubstr("POST /a 5"));
  EXPECT_THAT(ask("QUERY /a HTTP/1.1\r\nConnection: close\r\n\r\n"), HasSubstr("QUERY /a 0"));
  EXPECT_EQ(exchanges(), (std::vector<std::string>{"GET /a b 200", "POST /a 200", "QUERY /a 200"}));
}

TEST_F(HttpServerTest, AnswersCarryTheRequestsId) {
  start();
  EXPECT_THAT(ask(get("/a", "X-Request-Id: lot-7\r\n")), HasSubstr("X-Request-Id: lot-7\r\n"));
  EXPECT_THAT(ask(get("/a", "X-Request-Id: a b\r\n")), Not(HasSubstr("X-Request-Id: a b")));
}

TEST_F(HttpServerTest, AsksForTheTokenWhateverTheMethod) {
  start({.token = "secret"});
  EXPECT_THAT(ask(get("/a")), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(ask("QUERY /a HTTP/1.1\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(ask(post("{}")), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(ask(get("/a", "Authorization: Bearer secret\r\n")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask(get("/open")), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, ABodyAboveTheLimitIsRefused) {
  start({.max_body_bytes = 1000});
  EXPECT_THAT(ask(post(std::string(1000, 'a'))), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask(post(std::string(1001, 'a'))), StartsWith("HTTP/1.1 413"));
}

TEST_F(HttpServerTest, BodiesThatAreTooMuchTogetherAreToldToComeBack) {
  start({.max_bytes_in_memory = 1500});
  const Client first(port());
  first.send("POST /a HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(999, 'a'));
  const auto until = std::chrono::steady_clock::now() + kLongEnough;
  std::string second;
  do {
    second = ask(post(std::string(1000, 'a')));
  } while (second.starts_with("HTTP/1.1 200") && std::chrono::steady_clock::now() < until);
  EXPECT_THAT(second, StartsWith("HTTP/1.1 429"));
  EXPECT_THAT(second, HasSubstr("Retry-After: 1\r\n"));
  first.send("a");
  EXPECT_THAT(first.receive("POST /a 1000"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask(post(std::string(1000, 'a'))), StartsWith("HTTP/1.1 200"));  // all given back
}

TEST_F(HttpServerTest, ConnectionsBeyondTheMostWaitForAnother) {
  std::atomic<bool> hold{true};
  answer = [&hold](const HttpRequest&) {
    while (hold) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return HttpResponse{.body = "done"};
  };
  start({.connections = 1});
  Client first(port());
  first.send(get("/first"));
  const Client second(port());
  second.send(get("/second"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(exchanges().empty());
  hold = false;
  EXPECT_THAT(first.receive(), HasSubstr("done"));
  first.leave();
  EXPECT_THAT(second.receive(), HasSubstr("done"));
}

TEST_F(HttpServerTest, TellsTheHandlerThatItsClientLeft) {
  std::atomic<bool> saw_it{false};
  std::atomic<bool> begun{false};
  answer = [&](const HttpRequest& request) {
    begun = true;
    const auto until = std::chrono::steady_clock::now() + kLongEnough;
    while (!saw_it && std::chrono::steady_clock::now() < until) saw_it = request.client_left();
    return HttpResponse{};
  };
  start();
  Client client(port());
  client.send(post("{}"));
  while (!begun) std::this_thread::yield();
  EXPECT_FALSE(saw_it);
  client.leave();
  const auto until = std::chrono::steady_clock::now() + kLongEnough;
  while (!saw_it && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(saw_it);
}

TEST_F(HttpServerTest, AStreamEndsWhenItsClientLeaves) {
  std::atomic<bool> ended{false};
  answer = [&ended](const HttpRequest&) {
    HttpResponse response;
    response.stream = [&ended](const SendPiece& send) {
      const auto until = std::chrono::steady_clock::now() + kLongEnough;
      while (!ended && std::chrono::steady_clock::now() < until) ended = !send("line\n");
    };
    return response;
  };
  start();
  Client client(port());
  client.send(get("/a"));
  EXPECT_THAT(client.receive("line"), HasSubstr("Transfer-Encoding: chunked"));
  client.leave();
  const auto until = std::chrono::steady_clock::now() + kLongEnough;
  while (!ended && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(ended);
}

TEST_F(HttpServerTest, WhatAHandlerThrowsIsAnAnswer) {
  answer = [](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/teapot") throw HttpError(418, "no coffee", {{"X-Kind", "pot"}});
    throw std::runtime_error("/home/secret");
  };
  start();
  const std::string refused = ask(get("/teapot"));
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 418"));
  EXPECT_THAT(refused, HasSubstr("X-Kind: pot\r\n"));
  EXPECT_THAT(refused, HasSubstr("no coffee"));
  const std::string failed = ask(get("/a"));
  EXPECT_THAT(failed, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(failed, Not(HasSubstr("secret")));
}

TEST_F(HttpServerTest, AStopIsNotForgottenHoweverEarlyItComes) {
  for (int microseconds = 0; microseconds < 2'000; microseconds += 100) {
    HttpServer server({.port = 0}, {});
    server.bind();
    std::thread thread([&server] { server.run(); });
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
    server.stop();
    thread.join();
  }
  HttpServer server({.port = 0}, {});
  server.bind();
  server.stop();
  server.run();
}

TEST_F(HttpServerTest, APortThatIsTakenIsAnError) {
  start();
  HttpServer second({.port = port()}, {});
  EXPECT_THROW(second.bind(), IoError);
}

}  // namespace
}  // namespace saa::serving
