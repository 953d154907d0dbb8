// What the connections of one worker share: everything that a request needs and leaves behind.
//
// A RequestRunner performs one request at a time on each of many connections, retries where the plan says so,
// and records the outcome in the worker's statistics, log and progress.
//
// Ownership: refers to the plan, the clock and the log, which outlive it.  Thread safety: none; all of it runs
// on the worker's thread, but for `progress`, which any thread may read.
#pragma once

#include <string>
#include <vector>

#include "loadtest/engine/concurrency.h"
#include "loadtest/engine/lane.h"
#include "loadtest/engine/retry_policy.h"
#include "loadtest/engine/send_gate.h"
#include "loadtest/plan/arrival.h"
#include "loadtest/results/live_figures.h"
#include "loadtest/results/request_log.h"
#include "loadtest/results/statistics.h"
#include "loadtest/schedule/stop_condition.h"

namespace oaisim::loadtest {

// What all workers of a run have in common.
struct RunContext {
  const RunPlan& plan;
  const Clock& clock;
  const RequestLog& log;
  const ServerAddress& address;
  const RequestSource& requests;
  int workers;
  TimePoint start;
  Concurrency& concurrency;
  SendLimiter* limiter;                         // null: no limit
  std::vector<asio::ip::address> sources = {};  // to connect from, in turn; empty: the system chooses
};

class RequestRunner {
 public:
  RequestRunner(asio::io_context& io, const RunContext& context, int worker, std::optional<std::int64_t> requests);

  // Performs a request, to the end of its last retry.
  asio::awaitable<void> perform(Lane& lane, const Arrival& arrival);

  // Waits until `due`, or until the lane's timer is cancelled.
  asio::awaitable<void> wait_for_moment(asio::steady_timer& timer, TimePoint due);

  // Waits until the plan's end, when it has one and requests are left, or until the timer is cancelled: a run lasts as
  // long as it was asked to, although nothing is due any more.
  asio::awaitable<void> wait_for_end(asio::steady_timer& timer);

  // Whether another request may begin.
  bool begin(TimePoint due) {
    const bool taken = stop_.take(due);
    if (taken) progress_.offered.add(1);
    return taken;
  }

  // Whether what happens at `moment` is left out of the figures, at the start or at the end.
  bool is_warmup(TimePoint moment) const { return moment < warm_; }
  bool is_cooldown(TimePoint moment) const { return moment >= cool_; }
  bool is_measured(TimePoint moment) const { return !is_warmup(moment) && !is_cooldown(moment); }

  // A number in the run for a request of this worker that has none.
  std::uint64_t next_number();

  const asio::ip::address* next_source_address();  // null: the system chooses

  const RunContext& context() const { return context_; }
  const RunPlan& plan() const { return context_.plan; }
  const Clock& clock() const { return context_.clock; }
  asio::io_context& io() { return io_; }
  ConnectionDeadlines& deadlines() { return deadlines_; }
  ReplyJson& json() { return json_; }
  SendGate& gate() { return gate_; }
  ReceiveLag& receive_lag() { return receive_lag_; }
  WorkerStatistics& statistics() { return statistics_; }
  RequestRows& rows() { return rows_; }
  StopCondition& stop_condition() { return stop_; }
  const LiveFigures& progress() const { return progress_; }

 private:
  // Around one sending of the request.
  void begin_attempt(Lane& lane, const Arrival& arrival, RequestRecord& record) const;
  void end_attempt(Lane& lane, const Arrival& arrival, RequestRecord& record);

  std::string_view request_for(Lane& lane, const Arrival& arrival) const;
  void continue_conversation(Lane& lane, const RequestRecord& record);
  void plan_cancel(Lane& lane);
  void correct_cost(const Lane& lane, const RequestRecord& record);
  void record_send_lag(const Lane& lane, const RequestRecord& record, TimePoint ready);
  void pause_after_connect(Lane& lane, const RequestRecord& record) const;
  void finish(const RequestRecord& record, RequestConnection& connection);

  asio::io_context& io_;
  const RunContext& context_;
  ConnectionDeadlines deadlines_;
  ReplyJson json_;
  WorkerStatistics statistics_;
  RequestRows rows_;
  StopCondition stop_;
  SendGate gate_;
  RetryPolicy retry_;
  Random cancel_random_;
  LiveFigures progress_;
  TimePoint warm_;  // requests due before are the warm-up
  TimePoint cool_;  // requests due from then on are the cool-down
  ReceiveLag receive_lag_;
  std::uint64_t number_;
  std::size_t source_;
};

}  // namespace oaisim::loadtest
