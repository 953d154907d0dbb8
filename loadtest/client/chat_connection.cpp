#include "loadtest/client/chat_connection.h"

namespace oaisim::loadtest {

asio::awaitable<bool> ChatConnection::open(RequestRecord& record) {
  record.connecting = clock_.now();
  const WireError error = co_await connection_.connect(endpoint_, record.connecting + plan_.timeouts.connect);
  const TimePoint now = clock_.now();
  if (error == WireError::none) {
    record.connected = now;
    co_return true;
  }
  record.closed = now;
  record.outcome = error == WireError::cancelled ? Outcome::abandoned : Outcome::connect;
  co_return false;
}

bool ChatConnection::is_usable() {
  if (!connection_.is_open()) return false;
  const bool rested = clock_.real_time_of(clock_.now()) - clock_.real_time_of(last_used_) > kRest;
  return !rested || !connection_.closed_by_peer();
}

asio::awaitable<WireError> ChatConnection::exchange(std::string_view request, WireTimes& times) {
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

asio::awaitable<void> ChatConnection::perform(std::string_view request, RequestRecord& record) {
  reply_.start(plan_.request.stream);
  const bool reused = is_usable();
  if (!reused) {
    if (!co_await open(record)) co_return;
  }
  WireTimes times;
  WireError error = co_await exchange(request, times);
  if ((reused || rested_) && error == WireError::truncated && times.first_byte == kNever) {
    record.resent = true;
    if (!co_await open(record)) co_return;
    times = {};
    error = co_await exchange(request, times);
  }
  last_used_ = times.last_byte != kNever ? times.last_byte : clock_.now();
  times.last_byte = last_used_;
  reply_.finish(error, times, record);
}

}  // namespace oaisim::loadtest
