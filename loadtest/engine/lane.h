// A user of a closed loop, or a connection of an open one: what sends one request at a time.
//
// Before each sending it passes the gate of the run's limits, and a request that is to be given up midway starts its
// timer.  Ownership: refers to its runner.  Thread safety: none; its worker's thread.
#pragma once

#include <optional>

#include "loadtest/client/conversation.h"
#include "loadtest/client/request_connection.h"
#include "loadtest/client/send_hook.h"

namespace oaisim::loadtest {

class RequestRunner;

struct Lane final : SendHook {
  explicit Lane(RequestRunner& runner);

  asio::awaitable<bool> before_send() override;

  // The request is over: nothing of it may touch the next.
  void disarm();

  RequestRunner& runner;
  RequestConnection connection;
  Conversation conversation;
  asio::steady_timer timer;
  asio::steady_timer cancel_timer;
  bool idle = false;        // waits for its next request to be due
  TimePoint ready{};        // when its last request was over
  TimePoint resume{};       // sends nothing before: it was told to wait, or the server could not be reached
  int failed_connects = 0;  // in a row

  // Of the request under way.
  TokenCount cost = 0;                   // tokens, at most
  std::optional<Duration> cancel_after;  // it was sent
  std::optional<std::uint64_t> passage;  // through the gate
  TimePoint passed{};                    // the gate
  bool cancelled = false;
  bool turned_away = false;  // by the gate: there was no room until the run was over

 private:
  void arm(Duration after);

  std::uint64_t armed_ = 0;  // tells a timer's request from the one after it
};

}  // namespace oaisim::loadtest
