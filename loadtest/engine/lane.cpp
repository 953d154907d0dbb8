#include "loadtest/engine/lane.h"

#include "loadtest/engine/request_runner.h"

namespace oaisim::loadtest {

Lane::Lane(RequestRunner& owner)
    : runner(owner),
      connection(owner.io(), owner.clock(), owner.deadlines(), owner.plan(), owner.context().address, owner.json()),
      conversation(owner.context().requests),
      timer(owner.io()),
      cancel_timer(owner.io()) {
  connection.watch_receives(owner.receive_lag());
  if (const auto* address = owner.next_source_address()) connection.set_local_address(*address);
  if (owner.gate().is_limited() || owner.plan().send.cancel.after) connection.set_send_hook(*this);
}

asio::awaitable<bool> Lane::before_send() {
  if (runner.gate().is_limited()) {
    passage = co_await runner.gate().pass(timer, cost);
    turned_away = !passage;
    if (turned_away) co_return false;
    passed = runner.clock().now();
  }
  if (cancel_after) arm(*cancel_after);
  co_return true;
}

void Lane::arm(Duration after) {
  const Clock& clock = runner.clock();
  cancel_timer.expires_at(clock.real_time_of(clock.now() + after));
  cancel_timer.async_wait([this, armed = ++armed_](error_code ec) {
    if (ec || armed != armed_) return;
    cancelled = true;
    connection.close();
  });
}

void Lane::disarm() {
  ++armed_;
  cancel_timer.cancel();
}

}  // namespace oaisim::loadtest
