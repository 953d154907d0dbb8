#include "loadtest/engine/request_runner.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

constexpr Duration kDefaultRetryAfter = std::chrono::seconds(1);  // of a 429 that names no delay

// Between connects that fail, in real time: doubled from the first to the last.
constexpr std::chrono::milliseconds kFirstReconnect{100};
constexpr std::chrono::milliseconds kLastReconnect{1000};
constexpr int kMostDoublings = 4;

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
    : chat(runner.io(), runner.clock(), runner.deadlines(), runner.plan(), runner.context().endpoint, runner.json()),
      timer(runner.io()) {}

RequestRunner::RequestRunner(asio::io_context& io, const RunContext& context, int worker,
                             std::optional<std::int64_t> requests)
    : io_(io),
      context_(context),
      deadlines_(io, context.clock),
      statistics_(context.start, context.start + std::max(context.plan.load.warmup, context.plan.load.ramp()),
                  context.plan.output.slos),
      rows_(context.log, worker, context.start),
      stop_(end_of(context), requests),
      warm_(context.start + context.plan.load.warmup),
      turn_(static_cast<std::size_t>(worker)) {
  if (const auto end = end_of(context)) statistics_.end_steady_window(*end);
}

asio::awaitable<void> RequestRunner::wait_for_moment(asio::steady_timer& timer, TimePoint due) {
  if (clock().now() >= due) co_return;
  error_code ec;
  timer.expires_at(clock().real_time_of(due));
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

asio::awaitable<void> RequestRunner::perform(Lane& lane, TimePoint intended) {
  const std::string& request = context_.requests[turn_++ % context_.requests.size()];
  const TimePoint ready = std::max(intended, lane.ready);
  RequestRecord record;
  progress_.in_flight.add(1);
  for (int retries = 0;; ++retries) {
    record = {};
    record.intended = intended;
    record.warmup = is_warmup(intended);
    record.retries = retries;
    if (retries == 0) statistics_.begin(ready, record);
    co_await lane.chat.perform(request, record);
    if (retries == 0) record_send_lag(record, ready);
    if (!wants_retry(record)) break;
    statistics_.add_retry(record);
    co_await wait_for_moment(lane.timer, record.closed + retry_delay(record));
    if (!stop_.stopped()) continue;
    record.outcome = Outcome::abandoned;
    record.limit_reason = LimitReason::none;
    break;
  }
  progress_.in_flight.add(-1);
  lane.ready = record.closed;
  set_resume(lane, record);
  finish(record, lane.chat.reply());
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
  if (record.connecting != kNever) lag -= real(record.connected) - real(record.connecting);
  statistics_.health().send_lag.record(lag.count());
}

void RequestRunner::finish(const RequestRecord& record, const ChatReply& reply) {
  statistics_.add(record, reply.gaps(), reply.gaps_dropped());
  if (context_.log.is_open()) rows_.add(record);
  progress_.add(record);
}

}  // namespace oaisim::loadtest
