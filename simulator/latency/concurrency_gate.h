// The slots of a deployment that serves a bounded number of requests at a time, and the queue before them.
//
//   acquire ──► admitted ──────────────────────────► running ──► release
//          ├──► queued (FIFO) ──► Waiter::on_slot ──►┘               │
//          └──► full                    ▲                            │
//                                       └──── the next in the queue ◄┘
//
// A request that was admitted, or told so by on_slot(), holds a slot and gives it back by one release().
// A max_concurrency of 0 admits everything and still counts.
//
// Thread safety: all of it.  on_slot() runs on the thread that called release() or configure(), without a lock
// held; it should hand over to the waiter's own thread and return.
// Ownership: waiters are the callers'; while queued they are links of the queue and stay where they are.
#pragma once

#include <mutex>

namespace oaisim {

class ConcurrencyGate {
 public:
  class Waiter {
   public:
    Waiter() = default;
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    virtual ~Waiter() = default;

    // The waiter now holds a slot; `running` counts it.  The gate does not touch the waiter afterwards.
    virtual void on_slot(int running) noexcept = 0;

   private:
    friend class ConcurrencyGate;
    Waiter* previous_ = nullptr;
    Waiter* next_ = nullptr;
    bool queued_ = false;
    int running_ = 0;  // what on_slot() will be told
  };

  enum class Outcome { admitted, queued, full };
  struct Admission {
    Outcome outcome;
    int running;  // when admitted: how many run, this one included
  };
  struct Counts {
    int running;
    int queued;
  };

  // REQUIRES of both: max_concurrency >= 0 (0: no bound), max_queue >= 0.
  ConcurrencyGate(int max_concurrency, int max_queue);
  // Waiters that wait get the slots that a higher bound frees; a lower one is reached as requests are released,
  // and those already queued stay queued.
  void configure(int max_concurrency, int max_queue);

  // REQUIRES: nobody is queued.
  ~ConcurrencyGate();
  ConcurrencyGate(const ConcurrencyGate&) = delete;
  ConcurrencyGate& operator=(const ConcurrencyGate&) = delete;

  // REQUIRES: the waiter is not queued.
  Admission acquire(Waiter& waiter);

  // Leaves the queue at once.  True: the waiter was queued and on_slot() will not be called.  False: it was not,
  // or the slot is already its own: on_slot() was called or is about to be, and the waiter must live until then
  // and release().
  bool cancel(Waiter& waiter);

  void release();

  Counts counts() const;

 private:
  bool has_slot() const { return max_concurrency_ == 0 || running_ < max_concurrency_; }
  void unlink(Waiter& waiter);
  Waiter* take_admissible();
  static void tell(Waiter* chain);

  mutable std::mutex mutex_;
  int max_concurrency_;
  int max_queue_;
  int running_ = 0;
  int queued_ = 0;
  Waiter* head_ = nullptr;
  Waiter* tail_ = nullptr;
};

}  // namespace oaisim
