#include "simulator/latency/concurrency_gate.h"

#include <cassert>

namespace oaisim {

ConcurrencyGate::ConcurrencyGate(int max_concurrency, int max_queue)
    : max_concurrency_(max_concurrency), max_queue_(max_queue) {}

ConcurrencyGate::~ConcurrencyGate() { assert(head_ == nullptr); }

// Whoever is queued is queued because there is no slot, so a free slot means that nobody is overtaken.
ConcurrencyGate::Admission ConcurrencyGate::acquire(Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  if (has_slot()) return {Outcome::admitted, ++running_};
  if (queued_ >= max_queue_) return {Outcome::full, 0};
  waiter.previous_ = tail_;
  waiter.next_ = nullptr;
  waiter.queued_ = true;
  (tail_ != nullptr ? tail_->next_ : head_) = &waiter;
  tail_ = &waiter;
  ++queued_;
  return {Outcome::queued, 0};
}

bool ConcurrencyGate::cancel(Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  if (!waiter.queued_) return false;
  unlink(waiter);
  return true;
}

void ConcurrencyGate::release() {
  Waiter* chain = nullptr;
  {
    const std::lock_guard lock(mutex_);
    assert(running_ > 0);
    --running_;
    chain = take_admissible();
  }
  tell(chain);
}

void ConcurrencyGate::configure(int max_concurrency, int max_queue) {
  Waiter* chain = nullptr;
  {
    const std::lock_guard lock(mutex_);
    max_concurrency_ = max_concurrency;
    max_queue_ = max_queue;
    chain = take_admissible();
  }
  tell(chain);
}

ConcurrencyGate::Counts ConcurrencyGate::counts() const {
  const std::lock_guard lock(mutex_);
  return {running_, queued_};
}

void ConcurrencyGate::unlink(Waiter& waiter) {
  (waiter.previous_ != nullptr ? waiter.previous_->next_ : head_) = waiter.next_;
  (waiter.next_ != nullptr ? waiter.next_->previous_ : tail_) = waiter.previous_;
  waiter.previous_ = waiter.next_ = nullptr;
  waiter.queued_ = false;
  --queued_;
}

// Gives slots to the longest waiting and returns them, linked by next_.
ConcurrencyGate::Waiter* ConcurrencyGate::take_admissible() {
  Waiter* first = nullptr;
  Waiter** link = &first;
  while (head_ != nullptr && has_slot()) {
    Waiter& waiter = *head_;
    unlink(waiter);
    waiter.running_ = ++running_;
    *link = &waiter;
    link = &waiter.next_;
  }
  return first;
}

// A waiter may be gone once it has been told.
void ConcurrencyGate::tell(Waiter* chain) {
  while (chain != nullptr) {
    Waiter& waiter = *chain;
    chain = waiter.next_;
    waiter.on_slot(waiter.running_);
  }
}

}  // namespace oaisim
