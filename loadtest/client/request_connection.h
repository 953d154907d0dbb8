// One connection that sends requests of any protocol and measures the replies.
//
// Ownership: refers to the plan, the clock and the worker's deadlines and ReplyJson, which outlive it.
// Thread safety: none; belongs to its worker's thread.
#pragma once

#include "loadtest/client/reply_reader.h"
#include "loadtest/client/send_hook.h"
#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

class RequestConnection {
 public:
  RequestConnection(asio::io_context& io, const Clock& clock, ConnectionDeadlines& deadlines, const RunPlan& plan,
                    const ServerAddress& address, ReplyJson& json)
      : clock_(clock),
        plan_(plan),
        address_(address),
        connection_(io, clock, deadlines, ResponseLimits{}),
        reply_(protocol_of(plan.target.api), json) {
    if (plan.request.server_times) reply_.keep_server_times();
  }

  // Sends `request` (whole HTTP bytes) and fills the record; its `intended` is left alone.  A connection is
  // opened when there is none or the server has closed it meanwhile; a request that met such a close before any byte
  // of its reply came is sent once more (RFC 9112, 9.5: a close may cross with the next request).
  asio::awaitable<void> perform(std::string_view request, bool keep_answer, RequestRecord& record);

  // Asks `hook`, which outlives the connection, before each sending.
  void set_send_hook(SendHook& hook) { hook_ = &hook; }

  // Of the requests from now on: a stream is given up after so many events with content; 0: never.
  void give_up_after(std::int64_t events) { most_events_ = events; }

  // Connects from this address of the machine from now on.
  void set_local_address(const asio::ip::address& address) { connection_.set_local_address(address); }

  // Tells `lag`, which outlives the connection, how long received bytes waited.
  void watch_receives(ReceiveLag& lag) { connection_.watch_receives(lag); }

  // Ends the request under way as if the run were abandoned.
  void close() { connection_.close(); }

  // Of the last request: its gaps, and the reply's text when it was to be kept.
  const ReplyReader& reply() const { return reply_; }

  // Why the last request failed, in words and with what to do, without the key.  REQUIRES: it failed.
  std::string error_text(const RequestRecord& record);

 private:
  // A connection that rested this long (real time) is looked at: the server may have closed it.  A shorter rest
  // is not worth a system call, as the request is sent again anyway.
  static constexpr std::chrono::milliseconds kRest{1};

  asio::awaitable<bool> open(RequestRecord& record);
  asio::awaitable<WireError> exchange(std::string_view request, WireTimes& times);
  bool is_usable();

  const Clock& clock_;
  const RunPlan& plan_;
  const ServerAddress& address_;
  ClientConnection connection_;
  ReplyReader reply_;
  WireError error_ = WireError::none;  // of the last request
  TimePoint last_used_{};
  SendHook* hook_ = nullptr;
  std::int64_t most_events_ = 0;
  bool rested_ = false;  // while the hook was asked: the server may have closed the connection
};

}  // namespace oaisim::loadtest
