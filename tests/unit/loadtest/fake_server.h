// An HTTP server in the test's process that answers as it is told, also badly.
//
//   FakeServer server([](int index) { return FakeServer::Reply{.pieces = {"HTTP/1.1 200 OK\r\n..."}}; });
//   ... "http://127.0.0.1:" + std::to_string(server.port())
//
// Listens on a free port with a thread of its own until it is destroyed.
// Thread safety: requests(), connections(), peers() and last_request() from any thread; `answer` is called on the
// server's thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

class FakeServer {
 public:
  using Request = beast::http::request<beast::http::string_body>;

  struct Reply {
    std::vector<std::string> pieces = {};      // written one after the other
    std::chrono::milliseconds before_each{0};  // pause before each piece
    bool close = false;                        // after the last piece; otherwise the connection is kept
    bool stall = false;                        // after the last piece: nothing more, nor another request
  };

  // `answer(i)` is the reply to the i-th request, counted from 0 over all connections.
  explicit FakeServer(std::function<Reply(int)> answer)
      : answer_(std::move(answer)), acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::jthread([this] { io_.run(); });
  }
  ~FakeServer() { io_.stop(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  int requests() const { return requests_; }
  int connections() const { return connections_; }

  // The addresses that connections came from.
  std::set<std::string> peers() const {
    const std::lock_guard lock(mutex_);
    return peers_;
  }

  // The one that came last.
  Request last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }

  // A whole reply with a length.
  static Reply whole(const std::string& status, const std::string& headers, const std::string& body) {
    return {.pieces = {"HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
                       "\r\n\r\n" + body}};
  }

 private:
  asio::awaitable<void> accept() {
    while (true) {
      tcp::socket socket(io_);
      error_code ec;
      co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, ec));
      if (ec) co_return;
      ++connections_;
      {
        const std::lock_guard lock(mutex_);
        peers_.insert(socket.remote_endpoint(ec).address().to_string());
      }
      asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    beast::flat_buffer buffer;
    asio::steady_timer timer(io_);
    while (true) {
      error_code ec;
      Request request;
      co_await beast::http::async_read(socket, buffer, request, asio::redirect_error(asio::use_awaitable, ec));
      if (ec) co_return;
      {
        const std::lock_guard lock(mutex_);
        last_request_ = std::move(request);
      }
      const Reply reply = answer_(requests_++);
      for (const auto& piece : reply.pieces) {
        if (reply.before_each.count() > 0) {
          timer.expires_after(reply.before_each);
          co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        }
        co_await asio::async_write(socket, asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
      }
      if (reply.close) co_return;
      if (reply.stall) {
        char byte;
        co_await socket.async_read_some(asio::buffer(&byte, 1), asio::redirect_error(asio::use_awaitable, ec));
        co_return;
      }
    }
  }

  std::function<Reply(int)> answer_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::atomic<int> requests_{0};
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::set<std::string> peers_;
  Request last_request_;
  std::jthread thread_;
};

// Answers with a chat completion that nothing is wrong with.
inline const std::string kGoodBody =
    R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}})";
inline const std::string kJsonType = "Content-Type: application/json\r\n";

inline FakeServer::Reply good_reply(int) { return FakeServer::whole("200 OK", kJsonType, kGoodBody); }

// As good_reply(), later.
inline FakeServer::Reply good_reply_after(std::chrono::milliseconds pause) {
  auto reply = good_reply(0);
  reply.before_each = pause;
  return reply;
}

}  // namespace oaisim::loadtest
