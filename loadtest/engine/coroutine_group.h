// Coroutines that are waited for together: spawn() any number, then co_await wait().
//
// Ownership: outlives its coroutines, which wait() guarantees.  Thread safety: none; one io_context's thread.
#pragma once

#include <exception>
#include <utility>

#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

class CoroutineGroup {
 public:
  explicit CoroutineGroup(asio::io_context& io) : io_(io), done_(io, TimePoint::max()) {}

  void spawn(asio::awaitable<void> coroutine) {
    ++running_;
    asio::co_spawn(io_, std::move(coroutine), [this](std::exception_ptr problem) {
      if (--running_ == 0) done_.cancel();
      if (problem) std::rethrow_exception(problem);
    });
  }

  asio::awaitable<void> wait() {
    while (running_ > 0) {
      error_code ec;
      co_await done_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
  }

 private:
  using TimePoint = asio::steady_timer::time_point;

  asio::io_context& io_;
  asio::steady_timer done_;
  std::size_t running_ = 0;
};

}  // namespace oaisim::loadtest
