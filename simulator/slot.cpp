#include "simulator/slot.h"

namespace oaisim {

void Slot::Waiter::on_slot(int running) noexcept {
  auto connection = std::move(connection_);  // the waiter may end as soon as `running_` is set
  running_.store(running, std::memory_order_release);
  HttpConnection::wake(std::move(connection));
}

asio::awaitable<Slot::Result> Slot::take(ConcurrencyGate& gate, HttpConnection& connection) {
  Waiter waiter(connection);
  const auto admission = gate.acquire(waiter);
  if (admission.outcome == ConcurrencyGate::Outcome::full) co_return Result::full;
  running_ = admission.running;
  const bool queued = admission.outcome == ConcurrencyGate::Outcome::queued;
  if (queued) {
    bool here = true;
    while (here && waiter.running() == 0) here = co_await connection.wait_for_wake();
    if (!here && gate.cancel(waiter)) co_return Result::gone;
    // The slot is this request's: on_slot() has been called or is about to be.
    while (waiter.running() == 0) co_await asio::post(asio::use_awaitable);
    running_ = waiter.running();
  }
  gate_ = &gate;
  if (connection.gone()) co_return Result::gone;
  co_return queued ? Result::taken_from_queue : Result::taken;
}

void Slot::give_back() {
  if (gate_ != nullptr) std::exchange(gate_, nullptr)->release();
}

}  // namespace oaisim
