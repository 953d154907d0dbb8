#include "loadtest/engine/request_runner.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

constexpr Duration kDefaultRetryAfter = std::chrono::seconds(1);  // of a 429 that names no delay

// Between connects that fail, in real time: doubled from the first to the last.
constexpr std::chrono::milliseconds kFirstReconnect{100};
constexpr std::chrono::milliseconds kLastReconnect{1000};
constexpr int kMostDoublings = 4;

// An own counter of one writer: no locked instruction is needed.
template <typename T>
void add(std::atomic<T>& counter, T by) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

Duration retry_delay(const RequestRecord& record) {
  return record.retry_after > Duration::zero() ? record.retry_after : kDefaultRetryAfter;
}

Duration reconnect_delay(int failed_connects, double time_scale) {
  const auto real = std::min(kFirstReconnect * (1 << std::min(failed_connects - 1, kMostDoublings)), kLastReconnect);
  return from_seconds(to_seconds(real) * time_scale);
}

std::optional<TimePoint> end_of(const RunContext& context) {
  if (!context.plan.load.duration) return std::nullopt;
  return context.start + *context.plan.load.duration;
}

}  // namespace

Lane::Lane(RequestRunner& runner)
    : connection(runner.io(), runner.clock(), runner.deadlines(), runner.plan(), runner.context().address,
                 runner.json()),
      conversation(runner.context().requests),
      timer(runner.io()) {}

RequestRunner::RequestRunner(asio::io_context& io, const RunContext& context, int worker,
                             std::optional<std::int64_t> requests)
    : io_(io),
      context_(context),
      deadlines_(io, context.clock),
      statistics_(context.start, context.start + std::max(context.plan.load.warmup, context.plan.load.ramp())),
      rows_(context.log, worker, context.start),
      stop_(end_of(context), requests),
      warm_(context.start + context.plan.load.warmup),
      next_sample_(static_cast<std::uint64_t>(worker)) {
  if (const auto end = end_of(context)) statistics_.end_steady_window(*end);
}

asio::awaitable<void> RequestRunner::wait_for_moment(asio::steady_timer& timer, TimePoint due) {
  if (clock().now() >= due) co_return;
  error_code ec;
  timer.expires_at(clock().real_time_of(due));
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

asio::awaitable<void> RequestRunner::perform(Lane& lane, TimePoint intended) {
  if (lane.conversation.is_over()) {
    lane.conversation.begin(next_sample_);
    next_sample_ += static_cast<std::uint64_t>(context_.workers);
  }
  const std::string_view request = lane.conversation.next();
  const TimePoint ready = std::max(intended, lane.ready);
  RequestRecord record;
  add<std::int64_t>(progress_.in_flight, 1);
  for (int retries = 0;; ++retries) {
    record = {};
    record.intended = intended;
    record.warmup = is_warmup(intended);
    record.retries = retries;
    co_await lane.connection.perform(request, lane.conversation.needs_reply(), record);
    if (retries == 0) record_send_lag(record, ready);
    if (!wants_retry(record)) break;
    statistics_.add_retry(record);
    co_await wait_for_moment(lane.timer, record.closed + retry_delay(record));
    if (!stop_.stopped()) continue;
    record.outcome = Outcome::abandoned;
    record.limit_reason = LimitReason::none;
    break;
  }
  add<std::int64_t>(progress_.in_flight, -1);
  lane.ready = record.closed;
  set_resume(lane, record);
  continue_conversation(lane, record);
  finish(record, lane.connection);
}

void RequestRunner::continue_conversation(Lane& lane, const RequestRecord& record) {
  if (record.outcome != Outcome::success) {
    lane.conversation.abandon();
  } else if (lane.conversation.needs_reply()) {
    lane.conversation.add_reply(lane.connection.reply().answer());
  }
}

// Without a pause a user of a closed loop would ask again at once, thousands of times a second.
void RequestRunner::set_resume(Lane& lane, const RequestRecord& record) const {
  lane.failed_connects = record.outcome == Outcome::connect ? lane.failed_connects + 1 : 0;
  lane.resume = TimePoint{};
  if (record.outcome == Outcome::rate_limited && plan().retry.on_429) {
    lane.resume = record.closed + retry_delay(record);
  } else if (lane.failed_connects > 0 && plan().load.shape == LoadShape::closed_loop) {
    lane.resume = record.closed + reconnect_delay(lane.failed_connects, plan().time_scale);
  }
}

bool RequestRunner::wants_retry(const RequestRecord& record) const {
  return record.outcome == Outcome::rate_limited && plan().retry.on_429 && !stop_.stopped() &&
         record.retries + 1 < plan().retry.attempts && !stop_.is_over(record.closed + retry_delay(record));
}

// Opening a connection is the server's and the network's time, not ours.
void RequestRunner::record_send_lag(const RequestRecord& record, TimePoint ready) {
  if (record.sent == kNever || record.warmup || record.resent) return;
  const auto real = [&](TimePoint time) { return clock().real_time_of(time); };
  Duration lag = real(record.sent) - real(ready);
  if (record.connecting != kNever) lag -= real(record.ready()) - real(record.connecting);
  statistics_.health().send_lag.record(lag.count());
}

void RequestRunner::finish(const RequestRecord& record, RequestConnection& connection) {
  statistics_.add(record, connection.reply().gaps(), connection.reply().gaps_dropped());
  if (errors_.wants(record.outcome)) {
    errors_.add({.outcome = record.outcome, .status = record.status, .text = connection.error_text(record)});
  }
  if (context_.log.is_open()) rows_.add(record);
  if (record.outcome == Outcome::abandoned) return;
  add<std::uint64_t>(progress_.finished, 1);
  if (record.outcome == Outcome::success) {
    add<std::uint64_t>(progress_.succeeded, 1);
  } else if (record.outcome == Outcome::rate_limited) {
    add<std::uint64_t>(progress_.limited, 1);
  } else {
    add<std::uint64_t>(progress_.failed, 1);
  }
}

}  // namespace oaisim::loadtest
