#include "loadtest/engine/request_runner.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

// Between connects that fail, in real time: doubled from the first to the last.
constexpr std::chrono::milliseconds kFirstReconnect{100};
constexpr std::chrono::milliseconds kLastReconnect{1000};
constexpr int kMostDoublings = 4;

// Sequences of random numbers that belong to the run's seed; users have those from 1 on.
constexpr std::uint64_t kRetrySequence = 1ULL << 40;
constexpr std::uint64_t kCancelSequence = 1ULL << 41;

Duration reconnect_delay(int failed_connects, double time_scale) {
  const auto real = std::min(kFirstReconnect * (1 << std::min(failed_connects - 1, kMostDoublings)), kLastReconnect);
  return from_seconds(to_seconds(real) * time_scale);
}

std::optional<TimePoint> end_of(const RunContext& context) {
  if (!context.plan.load.duration) return std::nullopt;
  return context.start + *context.plan.load.duration;
}

TimePoint cooldown_of(const RunContext& context) {
  const auto end = end_of(context);
  if (!end || context.plan.load.cooldown == Duration::zero()) return TimePoint::max();
  return *end - context.plan.load.cooldown;
}

}  // namespace

RequestRunner::RequestRunner(asio::io_context& io, const RunContext& context, int worker,
                             std::optional<std::int64_t> requests)
    : io_(io),
      context_(context),
      deadlines_(io, context.clock),
      statistics_(context.start, context.start + std::max(context.plan.load.warmup, context.plan.load.ramp()),
                  context.plan.output.slos),
      rows_(context.log, worker, context.start),
      stop_(end_of(context), requests),
      gate_(context.limiter, context.clock, stop_),
      retry_(context.plan.retry, Random(context.plan.load.seed, kRetrySequence + static_cast<std::uint64_t>(worker))),
      cancel_random_(context.plan.load.seed, kCancelSequence + static_cast<std::uint64_t>(worker)),
      warm_(context.start + context.plan.load.warmup),
      cool_(cooldown_of(context)),
      receive_lag_(statistics_.health().receive_lag, context.clock, warm_, cool_),
      number_(static_cast<std::uint64_t>(worker)),
      source_(static_cast<std::size_t>(worker)) {
  if (const auto end = end_of(context)) statistics_.end_steady_window(std::min(*end, cool_));
}

std::uint64_t RequestRunner::next_number() {
  const std::uint64_t number = number_;
  number_ += static_cast<std::uint64_t>(context_.workers);
  return number;
}

const asio::ip::address* RequestRunner::next_source_address() {
  if (context_.sources.empty()) return nullptr;
  return &context_.sources[source_++ % context_.sources.size()];
}

asio::awaitable<void> RequestRunner::wait_for_moment(asio::steady_timer& timer, TimePoint due) {
  if (clock().now() >= due) co_return;
  error_code ec;
  timer.expires_at(clock().real_time_of(due));
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
}

asio::awaitable<void> RequestRunner::wait_for_end(asio::steady_timer& timer) {
  if (!stop_.end() || stop_.stopped() || stop_.used_up()) co_return;
  co_await wait_for_moment(timer, *stop_.end());
}

asio::awaitable<void> RequestRunner::perform(Lane& lane, const Arrival& arrival) {
  const std::string_view request = request_for(lane, arrival);
  lane.resume = TimePoint{};
  plan_cancel(lane);
  RequestRecord record;
  progress_.in_flight.add(1);
  const std::int32_t level = context_.concurrency.begin(std::max(clock().now(), arrival.due));
  for (int retries = 0;; ++retries) {
    record = {};
    record.level = level;
    record.retries = retries;
    begin_attempt(lane, arrival, record);
    if (retries == 0) statistics_.begin(std::max(arrival.due, lane.ready), record);
    co_await lane.connection.perform(request, lane.conversation.needs_reply(), record);
    end_attempt(lane, arrival, record);
    if (!retry_.covers(record.outcome)) break;
    lane.resume = record.closed + retry_.delay(record);
    if (!retry_.allows_another(record) || stop_.stopped() || stop_.is_over(lane.resume)) break;
    statistics_.add_retry(record);
    co_await wait_for_moment(lane.timer, lane.resume);
    if (!stop_.stopped()) continue;
    record.outcome = Outcome::abandoned;
    record.limit_reason = LimitReason::none;
    break;
  }
  context_.concurrency.end();
  progress_.in_flight.add(-1);
  lane.ready = record.closed;
  pause_after_connect(lane, record);
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

void RequestRunner::begin_attempt(Lane& lane, const Arrival& arrival, RequestRecord& record) const {
  record.intended = arrival.due;
  record.warmup = is_warmup(arrival.due);
  record.cooldown = is_cooldown(arrival.due);
  record.stage = context_.concurrency.stage_at(arrival.due);
  lane.cancelled = false;
  lane.turned_away = false;
  lane.passage.reset();
}

void RequestRunner::end_attempt(Lane& lane, const Arrival& arrival, RequestRecord& record) {
  if (lane.cancel_after) lane.disarm();
  if (lane.cancelled && record.outcome == Outcome::abandoned) record.outcome = Outcome::cancelled;
  if (lane.passage) correct_cost(lane, record);
  record.held_back = lane.turned_away && record.retries == 0;
  if (record.retries == 0) record_send_lag(lane, record, std::max(arrival.due, lane.ready));
}

std::string_view RequestRunner::request_for(Lane& lane, const Arrival& arrival) const {
  const RequestSize size{.max_tokens = arrival.output_tokens, .prompt_tokens = arrival.prompt_tokens};
  if (lane.conversation.is_over()) lane.conversation.begin(arrival.number, size);
  const std::string_view request = lane.conversation.next(size);
  lane.cost = gate_.limits_tokens() ? lane.conversation.most_tokens(size) : 0;
  return request;
}

void RequestRunner::plan_cancel(Lane& lane) {
  const CancelPlan& cancel = plan().send.cancel;
  const bool given_up = cancel.share > 0 && cancel_random_.uniform() < cancel.share;
  lane.cancel_after.reset();
  if (given_up && cancel.after) lane.cancel_after = cancel.after->draw(cancel_random_);
  lane.connection.give_up_after(given_up ? cancel.after_events.value_or(0) : 0);
}

void RequestRunner::correct_cost(const Lane& lane, const RequestRecord& record) {
  if (!gate_.limits_tokens() || record.token_source != TokenSource::usage) return;
  gate_.correct(*lane.passage, record.prompt_tokens + record.completion_tokens);
}

// Without a pause a user of a closed loop would ask again at once, thousands of times a second.
void RequestRunner::pause_after_connect(Lane& lane, const RequestRecord& record) const {
  lane.failed_connects = record.outcome == Outcome::connect ? lane.failed_connects + 1 : 0;
  if (lane.failed_connects == 0 || plan().load.shape != LoadShape::closed_loop) return;
  const Duration pause = reconnect_delay(lane.failed_connects, plan().time_scale);
  lane.resume = std::max(lane.resume, record.closed + pause);
}

// Opening a connection is the server's and the network's time, and a limit's wait is wanted: neither is our lateness.
void RequestRunner::record_send_lag(const Lane& lane, const RequestRecord& record, TimePoint ready) {
  if (record.sent == kNever || !record.is_measured() || record.resent) return;
  const auto real = [&](TimePoint time) { return clock().real_time_of(time); };
  Duration lag = real(record.sent) - real(lane.passage ? lane.passed : ready);
  if (record.connecting != kNever && !lane.passage) lag -= real(record.ready()) - real(record.connecting);
  statistics_.health().send_lag.record(lag.count());
}

void RequestRunner::finish(const RequestRecord& record, RequestConnection& connection) {
  const std::string error = is_failure(record.outcome) ? connection.error_text(record) : std::string();
  const ReplyReader& reply = connection.reply();
  statistics_.add(record, reply.gaps(), reply.gaps_dropped(), error);
  if (plan().request.server_times) statistics_.timing().add(record, reply.gaps(), reply.server_times());
  if (context_.log.is_open()) rows_.add(record);
  progress_.add(record);
}

}  // namespace oaisim::loadtest
