#include "serving/http/client_stream.h"

#include <array>
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;

/// A stream and the client at its other end.
class ClientStreamTest : public ::testing::Test {
 protected:
  ClientStreamTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets_.data()), 0); }
  ~ClientStreamTest() override {
    ::close(sockets_[0]);
    leave();
  }

  void send(std::string_view text) const {
    EXPECT_EQ(::send(sockets_[1], text.data(), text.size(), 0), ssize_t(text.size()));
  }
  void receive(std::size_t most) const {
    std::string taken(most, ' ');
    static_cast<void>(::recv(sockets_[1], taken.data(), taken.size(), MSG_DONTWAIT));
  }
  void leave() {
    if (sockets_[1] >= 0) ::close(sockets_[1]);
    sockets_[1] = -1;
  }
  [[nodiscard]] ClientStream stream(const StreamLimits& limits = {}) const {
    return {sockets_[0], limits, is_over};
  }

  std::atomic<bool> is_over{false};

 private:
  std::array<int, 2> sockets_{-1, -1};
};

/// What is read, a few bytes at a time, until nothing more comes or `size` bytes are there.
std::string read(ClientStream& stream, std::size_t size) {
  std::string text;
  std::array<char, 3> piece{};
  while (text.size() < size) {
    const ssize_t got = stream.read(piece.data(), std::min(piece.size(), size - text.size()));
    if (got <= 0) break;
    text.append(piece.data(), std::size_t(got));
  }
  return text;
}

TEST_F(ClientStreamTest, MethodsThatHttplibKnowsStay) {
  for (const std::string head : {"GET / HTTP/1.1\r\n", "DELETE / HTTP/1.1\r\n"}) {
    ClientStream stream = this->stream();
    send(head);
    stream.begin_head();
    EXPECT_EQ(stream.replace_unknown_method(), "");
    EXPECT_EQ(read(stream, head.size()), head);
  }
}

TEST_F(ClientStreamTest, OthersAreToldAndReplaced) {
  for (const std::string method : {"QUERY", "get", "X", "M-SEARCH", "VERSION-CONTROL"}) {
    ClientStream stream = this->stream();
    send(method + " /a HTTP/1.1\r\n");
    stream.begin_head();
    EXPECT_EQ(stream.replace_unknown_method(), method);
    EXPECT_EQ(read(stream, 19), "PATCH /a HTTP/1.1\r\n") << method;
  }
}

TEST_F(ClientStreamTest, AMethodMayComeInPieces) {
  ClientStream stream = this->stream();
  send("QU");
  std::thread client([this] {
    std::this_thread::sleep_for(milliseconds(50));
    send("ERY / HTTP/1.1\r\n");
  });
  stream.begin_head();
  EXPECT_EQ(stream.replace_unknown_method(), "QUERY");
  EXPECT_EQ(read(stream, 18), "PATCH / HTTP/1.1\r\n");
  client.join();
}

TEST_F(ClientStreamTest, WhatIsNoMethodIsLeftAsItCame) {
  for (const std::string head : {"\r\n", " / HTTP/1.1\r\n", "G\x01T / HTTP/1.1\r\n"}) {
    ClientStream stream = this->stream();
    send(head);
    stream.begin_head();
    EXPECT_EQ(stream.replace_unknown_method(), "");
    EXPECT_EQ(read(stream, head.size()), head);
  }
  ClientStream stream = this->stream();
  const std::string endless(5'000, 'A');
  send(endless);
  stream.begin_head();
  EXPECT_EQ(stream.replace_unknown_method(), "");
  EXPECT_EQ(read(stream, endless.size()), endless);
}

TEST_F(ClientStreamTest, ASecondRequestBehindTheFirstHasItsOwnMethod) {
  ClientStream stream = this->stream();
  send("GET /QUERY /");
  stream.begin_head();
  EXPECT_EQ(stream.replace_unknown_method(), "");
  EXPECT_EQ(read(stream, 5), "GET /");
  stream.begin_head();
  EXPECT_EQ(stream.replace_unknown_method(), "QUERY");
  EXPECT_EQ(read(stream, 7), "PATCH /");
}

TEST_F(ClientStreamTest, AClientThatStopsInItsMethodIsNotWaitedForLongerThanItsHead) {
  ClientStream stream = this->stream({.idle = milliseconds(20), .head = milliseconds(20)});
  send("QUE");
  stream.begin_head();
  EXPECT_EQ(stream.replace_unknown_method(), "");
  std::this_thread::sleep_for(milliseconds(30));
  EXPECT_EQ(read(stream, 3), "");
}

TEST_F(ClientStreamTest, LinesBetweenChunksAreReadToALimitOnly) {
  ClientStream stream = this->stream({.framing_bytes = 1'000});
  stream.begin_body();
  send(std::string(10'000, 'x'));
  EXPECT_EQ(read(stream, 10'000).size(), 1'002U);  // pieces of three
  stream.took_content(500);
  EXPECT_EQ(read(stream, 10'000).size(), 4'500U);
}

TEST_F(ClientStreamTest, NothingIsReadOnceItIsOver) {
  ClientStream stream = this->stream({.idle = std::chrono::hours(1)});
  stream.begin_body();
  std::thread stop([this] {
    std::this_thread::sleep_for(milliseconds(50));
    is_over = true;
  });
  EXPECT_EQ(read(stream, 1), "");
  stop.join();
}

/// What a client takes of an endless answer that it does not read.
std::size_t write_until_refused(ClientStream& stream) {
  const std::string piece(4'096, 'x');
  std::size_t written = 0;
  while (true) {
    const ssize_t sent = stream.write(piece.data(), piece.size());
    if (sent <= 0) return written;
    written += std::size_t(sent);
  }
}

TEST_F(ClientStreamTest, AClientThatDoesNotTakeItsAnswerIsGivenUp) {
  ClientStream stream = this->stream({.idle = milliseconds(50)});
  stream.begin_body();
  EXPECT_GT(write_until_refused(stream), 0U);
}

TEST_F(ClientStreamTest, SoIsOneThatTakesItTooSlowly) {
  ClientStream stream = this->stream({.idle = milliseconds(500), .bytes_per_second = 1e9});
  stream.begin_body();
  std::atomic<bool> given_up{false};
  std::thread client([this, &given_up] {
    while (!given_up) {
      receive(8'192);
      std::this_thread::sleep_for(milliseconds(20));
    }
  });
  EXPECT_GT(write_until_refused(stream), 0U);
  given_up = true;
  client.join();
}

TEST_F(ClientStreamTest, AtTheEndAnAnswerIsWaitedForALittle) {
  ClientStream stream =
      this->stream({.idle = std::chrono::hours(1), .last_answer = milliseconds(50)});
  stream.begin_body();
  is_over = true;
  EXPECT_GT(write_until_refused(stream), 0U);
}

TEST_F(ClientStreamTest, SeesThatTheClientLeft) {
  const ClientStream stream = this->stream();
  EXPECT_FALSE(stream.client_left());
  leave();
  EXPECT_TRUE(stream.client_left());
}

}  // namespace
}  // namespace saa::serving
