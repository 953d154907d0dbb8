#include "loadtest/client/request_connection.h"

#include "loadtest/client/error_text.h"

namespace oaisim::loadtest {

asio::awaitable<bool> RequestConnection::open(RequestRecord& record) {
  record.connecting = clock_.now();
  ConnectTimes times;
  error_ = co_await connection_.connect(address_, record.connecting + plan_.timeouts.connect, times);
  record.connected = times.connected;
  record.secured = times.secured;
  if (error_ == WireError::none) co_return true;
  record.closed = clock_.now();
  record.outcome = error_ == WireError::cancelled ? Outcome::abandoned : Outcome::connect;
  co_return false;
}

bool RequestConnection::is_usable() {
  if (!connection_.is_open()) return false;
  const bool rested = clock_.real_time_of(clock_.now()) - clock_.real_time_of(last_used_) > kRest;
  return !rested || !connection_.closed_by_peer();
}

asio::awaitable<WireError> RequestConnection::exchange(std::string_view request, WireTimes& times) {
  rested_ = false;
  if (hook_ != nullptr) {
    const TimePoint asked = clock_.now();
    const bool send = co_await hook_->before_send();
    if (!send) co_return WireError::cancelled;
    rested_ = clock_.real_time_of(clock_.now()) - clock_.real_time_of(asked) > kRest;
  }
  const TimePoint now = clock_.now();
  co_return co_await connection_.exchange(
      request, reply_, times, {.first_byte = now + plan_.timeouts.first_byte, .whole = now + plan_.timeouts.whole});
}

asio::awaitable<void> RequestConnection::perform(std::string_view request, bool keep_answer, RequestRecord& record) {
  reply_.start(plan_.request.stream, keep_answer, most_events_);
  const bool reused = is_usable();
  if (!reused) {
    if (!co_await open(record)) co_return;
  }
  WireTimes times;
  error_ = co_await exchange(request, times);
  if ((reused || rested_) && error_ == WireError::truncated && times.first_byte == kNever) {
    record.resent = true;
    if (!co_await open(record)) co_return;
    times = {};
    error_ = co_await exchange(request, times);
  }
  last_used_ = times.last_byte != kNever ? times.last_byte : clock_.now();
  times.last_byte = last_used_;
  reply_.finish(error_, times, record);
}

std::string RequestConnection::error_text(const RequestRecord& record) {
  const ErrorSource source{.record = record, .error = error_, .target = plan_.target, .timeouts = plan_.timeouts};
  return describe_error(source, connection_, reply_);
}

}  // namespace oaisim::loadtest
