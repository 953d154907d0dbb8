// A deployment's slot, held while a reply is made and given back when the exchange ends, however it ends.
//
// Thread safety: belongs to the connection's thread; the gate may wake the waiter from another.
#pragma once

#include <atomic>

#include "common/http/connection.h"
#include "simulator/latency/concurrency_gate.h"

namespace oaisim {

class Slot {
 public:
  enum class Result { taken, taken_from_queue, full, gone };

  Slot() = default;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() { give_back(); }

  // Waits in the gate's queue if need be.  gone: the client left meanwhile, and the queue was left at once.
  asio::awaitable<Result> take(ConcurrencyGate& gate, HttpConnection& connection);
  void give_back();

  int running() const { return running_; }  // requests of the deployment when the slot was taken, this included

 private:
  class Waiter final : public ConcurrencyGate::Waiter {
   public:
    explicit Waiter(HttpConnection& connection) : connection_(connection.shared_from_this()) {}
    void on_slot(int running) noexcept override;
    int running() const { return running_.load(std::memory_order_acquire); }

   private:
    std::shared_ptr<HttpConnection> connection_;
    std::atomic<int> running_{0};
  };

  ConcurrencyGate* gate_ = nullptr;
  int running_ = 0;
};

}  // namespace oaisim
