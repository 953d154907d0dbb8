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

#include "loadtest/client/chat_connection.h"
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
  tcp::endpoint endpoint;
  std::vector<std::string> requests;  // whole HTTP requests, one per prompt
  TimePoint start;
};

class RequestRunner;

// A user of a closed loop, or a connection of an open one.
struct Lane {
  explicit Lane(RequestRunner& runner);

  ChatConnection chat;
  asio::steady_timer timer;
  TimePoint ready{};        // when its last request was over
  TimePoint resume{};       // a user sends nothing before: a 429 told it to wait, or the server could not be reached
  int failed_connects = 0;  // in a row
};

class RequestRunner {
 public:
  RequestRunner(asio::io_context& io, const RunContext& context, int worker, std::optional<std::int64_t> requests);

  // Performs a request that was due at `intended`, to the end of its last retry.
  asio::awaitable<void> perform(Lane& lane, TimePoint intended);

  // Waits until `due`, or until the lane's timer is cancelled.
  asio::awaitable<void> wait_for_moment(asio::steady_timer& timer, TimePoint due);

  // Whether another request may begin.
  bool begin(TimePoint due) {
    const bool taken = stop_.take(due);
    if (taken) progress_.offered.add(1);
    return taken;
  }

  // Whether what happens at `moment` is left out of the figures.
  bool is_warmup(TimePoint moment) const { return moment < warm_; }

  const RunContext& context() const { return context_; }
  const RunPlan& plan() const { return context_.plan; }
  const Clock& clock() const { return context_.clock; }
  asio::io_context& io() { return io_; }
  ConnectionDeadlines& deadlines() { return deadlines_; }
  ReplyJson& json() { return json_; }
  WorkerStatistics& statistics() { return statistics_; }
  RequestRows& rows() { return rows_; }
  StopCondition& stop_condition() { return stop_; }
  const LiveFigures& progress() const { return progress_; }

 private:
  void record_send_lag(const RequestRecord& record, TimePoint ready);
  bool wants_retry(const RequestRecord& record) const;
  void set_resume(Lane& lane, const RequestRecord& record) const;
  void finish(const RequestRecord& record, const ChatReply& reply);

  asio::io_context& io_;
  const RunContext& context_;
  ConnectionDeadlines deadlines_;
  ReplyJson json_;
  WorkerStatistics statistics_;
  RequestRows rows_;
  StopCondition stop_;
  LiveFigures progress_;
  TimePoint warm_;  // requests due before are the warm-up
  std::size_t turn_;
};

}  // namespace oaisim::loadtest
