#include "simulator/pipeline.h"

#include <algorithm>

#include "common/base/log.h"
#include "common/text/json_writer.h"
#include "simulator/limits/limit_headers.h"
#include "simulator/log_text.h"
#include "simulator/protocols/attachments.h"
#include "simulator/reply_headers.h"
#include "simulator/reply_plan.h"
#include "simulator/reply_reservation.h"
#include "simulator/send_times.h"
#include "simulator/timeline_events.h"
#include "simulator/token_stream.h"

namespace oaisim {
namespace {

LatencyKind latency_kind(OperationKind kind) {
  switch (kind) {
    case OperationKind::completion:
      return LatencyKind::completions;
    case OperationKind::embedding:
    case OperationKind::count:
      return LatencyKind::embeddings;
    case OperationKind::transcription:
      return LatencyKind::translations;
    case OperationKind::speech:
      return LatencyKind::speech;
    case OperationKind::image:
      return LatencyKind::images;
    case OperationKind::moderation:
      return LatencyKind::moderations;
    case OperationKind::chat:
    case OperationKind::response:
      break;
  }
  return LatencyKind::chat_completions;
}

// Counts a request as being answered for as long as it lives.
class InFlight {
 public:
  explicit InFlight(Metrics::Shard& metrics) : metrics_(metrics) { metrics_.in_flight(1); }
  ~InFlight() { metrics_.in_flight(-1); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

 private:
  Metrics::Shard& metrics_;
};

}  // namespace

asio::awaitable<void> Pipeline::serve(HttpConnection& connection, const Protocol& protocol, CallAddress address) {
  const std::uint64_t number = context_.requests.fetch_add(1, std::memory_order_relaxed) + 1;
  Exchange exchange(connection, {.protocol = protocol, .address = address, .random = Random(context_.seed, number)},
                    number);
  exchange.request_id = make_id("", 29, exchange.random);
  exchange.started = connection.received_at();
  if (protocol.kind() == OperationKind::image) exchange.base_url = base_url(connection);
  const InFlight counted(metrics_);
  Refused refused = co_await admit(exchange);
  if (!refused) refused = co_await take_slot(exchange);
  if (refused) {
    co_await refuse(exchange, *refused);
  } else if (!connection.gone()) {
    exchange.calls_tool = decides_to_call(exchange);
    const auto lengths = plan_lengths(exchange, view_.config());
    const ReplyReservation reservation(context_, exchange.request, lengths);
    if (const auto error = reservation.refusal()) {
      co_await refuse(exchange, *error);
      co_return;
    }
    if (takes_long(exchange)) {
      co_await generate_elsewhere(exchange, lengths);
    } else {
      generate(exchange, lengths, context_.generator);
    }
    if (exchange.request.background) {
      co_await reply_in_background(exchange);
    } else if (exchange.request.stream) {
      co_await reply_stream(exchange);
    } else {
      co_await reply_whole(exchange);
    }
  } else {
    record(exchange, 499);
  }
}

asio::awaitable<Pipeline::Refused> Pipeline::admit(Exchange& exchange) {
  Refused refused = admission_.open(exchange);
  if (!refused) refused = co_await look_into_attachments(exchange);
  if (refused) co_return refused;
  const bool counts_first = Admission::counts_first(exchange);
  if (!counts_first) refused = admission_.limit(exchange);
  if (refused) co_return refused;
  if (exchange.request.prompt_bytes() > Admission::kLargePromptBytes) {
    exchange.request.own_texts();
    refused = co_await count_elsewhere(exchange);
  } else {
    refused = admission_.count(exchange);
  }
  if (!refused && counts_first) refused = admission_.limit(exchange);
  co_return refused;
}

// Files of many megabytes take a tenth of a second: others are served meanwhile.
asio::awaitable<Pipeline::Refused> Pipeline::look_into_attachments(Exchange& exchange) {
  DecodedRequest& request = exchange.request;
  if (request.attached_bytes() <= Admission::kLargePromptBytes) co_return read_attachments(request);
  request.own_texts();
  const auto read = [&request]() -> asio::awaitable<Refused> { co_return read_attachments(request); };
  Refused refused = co_await asio::co_spawn(context_.long_work, read, asio::use_awaitable);
  co_return refused;
}

// Text without word breaks takes half a second a megabyte to count: others are served meanwhile.
asio::awaitable<Pipeline::Refused> Pipeline::count_elsewhere(Exchange& exchange) {
  const auto count = [this, &exchange]() -> asio::awaitable<Refused> { co_return admission_.count(exchange); };
  Refused refused = co_await asio::co_spawn(context_.long_work, count, asio::use_awaitable);
  co_return refused;
}

asio::awaitable<void> Pipeline::generate_elsewhere(Exchange& exchange, const std::vector<PlannedLength>& lengths) {
  const auto work = [this, &exchange, &lengths]() -> asio::awaitable<void> {
    generate(exchange, lengths, context_.generator);
    co_return;
  };
  co_await asio::co_spawn(context_.long_work, work, asio::use_awaitable);
}

asio::awaitable<Pipeline::Refused> Pipeline::take_slot(Exchange& exchange) {
  exchange.request.forget_texts();  // views end with the suspension
  const TimePoint asked = context_.clock.now();
  const auto result = co_await exchange.slot.take(exchange.deployment->state->gate, exchange.connection);
  if (result != Slot::Result::taken) {
    exchange.started = context_.clock.now();
    exchange.simulated_wait = exchange.started - asked;
  }
  if (result == Slot::Result::full) co_return overloaded(exchange.address.shape, "req_" + exchange.request_id);
  co_return std::nullopt;
}

asio::awaitable<void> Pipeline::reply_whole(Exchange& exchange) {
  const TimePoint due = schedule_of(exchange).last(static_cast<TokenCount>(exchange.generation.longest()));
  const bool here = co_await exchange.connection.sleep_until(due);
  exchange.simulated_wait += std::min(due, context_.clock.now()) - exchange.started;
  if (!here) co_return record(exchange, 499);
  const auto encoder = encoder_of(exchange);
  HttpReply reply = head_of(exchange, 200, encoder->content_type());
  encoder->whole(reply.body);
  encoder->keep();
  exchange.slot.give_back();
  // Counted before it is sent, so that a client that has its reply finds it in the metrics.
  record(exchange, 200);
  if (exchange.debug_timing) {
    reply.headers += SendTimes(exchange.connection.received_at()).header(due, context_.clock.now());
  }
  co_await exchange.connection.send(reply);
}

asio::awaitable<void> Pipeline::reply_stream(Exchange& exchange) {
  const auto encoder = encoder_of(exchange);
  TokenStream stream(exchange, *encoder, schedule_of(exchange), metrics_);
  if (!co_await stream.send_tokens(head_of(exchange, 200, "text/event-stream"))) co_return record(exchange, 499);
  stream.append_end();
  encoder->keep();
  exchange.slot.give_back();
  record(exchange, 200);
  co_await exchange.connection.end_stream();
}

// Answers at once; what is generated is there for those who ask for it once it is due.
asio::awaitable<void> Pipeline::reply_in_background(Exchange& exchange) {
  const Schedule schedule = schedule_of(exchange);
  const auto timeline = std::make_shared<Timeline>();
  timeline->due = schedule.last(static_cast<TokenCount>(exchange.generation.longest()));
  timeline->duration = timeline->due - exchange.started;
  ReplyFacts facts = facts_for(exchange, context_.clock);
  facts.timeline = timeline;
  const auto encoder = exchange.protocol.encoder(exchange.request, std::move(facts), exchange.generation);
  exchange.slot.give_back();
  if (exchange.request.stream) {
    timeline->events = events_in_time(*encoder, exchange.generation, schedule, exchange.started);
    encoder->keep();
    record(exchange, 200);
    co_return co_await replay_events(exchange.connection, head_of(exchange, 200, "text/event-stream"), timeline, 0);
  }
  HttpReply reply = head_of(exchange, 200, "application/json");
  encoder->whole(reply.body);
  encoder->keep();
  record(exchange, 200);
  co_await exchange.connection.send(reply);
}

std::unique_ptr<ReplyEncoder> Pipeline::encoder_of(Call& call) const {
  return call.protocol.encoder(call.request, facts_for(call, context_.clock), call.generation);
}

Pipeline::Answer Pipeline::answer(const Protocol& protocol, CallAddress address, JsonValue body) {
  const std::uint64_t number = context_.requests.fetch_add(1, std::memory_order_relaxed) + 1;
  Call call{.protocol = protocol, .address = address, .random = Random(context_.seed, number)};
  Answer answer{.request_id = make_id("", 29, call.random)};
  const auto refused_with = [&](const ApiError& error) {
    answer.status = error.status;
    answer.body = error_body(error, address.shape, "req_" + answer.request_id);
    record(call, answer);
    return answer;
  };
  Refused refused = admission_.read(body, call);
  if (!refused) refused = read_attachments(call.request);
  if (!refused) refused = admission_.count(call);
  if (!refused && (call.request.stream || call.request.background))
    refused = not_in_a_batch(call.request.stream ? "stream" : "background");
  if (refused) return refused_with(*refused);
  call.calls_tool = decides_to_call(call);
  const auto lengths = plan_lengths(call, view_.config());
  const ReplyReservation reservation(context_, call.request, lengths);
  if (const auto error = reservation.refusal()) return refused_with(*error);
  generate(call, lengths, context_.generator);
  const auto encoder = encoder_of(call);
  encoder->whole(answer.body);
  encoder->keep();
  const TimePoint start{};
  const Schedule schedule = schedule_of(call, {}, start, 1);
  answer.duration = schedule.last(static_cast<TokenCount>(call.generation.longest())) - start;
  answer.prompt_tokens = call.prompt_tokens;
  answer.completion_tokens = call.generation.total_tokens();
  for (const auto& choice : call.generation.choices) {
    answer.reasoning_tokens += static_cast<TokenCount>(choice.reasoning_tokens);
  }
  record(call, answer);
  return answer;
}

void Pipeline::record(const Call& call, const Answer& answer) {
  const std::size_t index = call.deployment != nullptr ? call.deployment->state->metrics_index : Metrics::kNoDeployment;
  metrics_.request(index, answer.status, 0, to_seconds(answer.duration));
  if (answer.status == 200) metrics_.tokens_used(index, answer.prompt_tokens, answer.completion_tokens);
}

Schedule Pipeline::schedule_of(Exchange& exchange) const {
  return schedule_of(exchange, exchange.latency_overrides, exchange.started, exchange.slot.running());
}

Schedule Pipeline::schedule_of(Call& call, const LatencyOverrides& overrides, TimePoint start, int running) const {
  const LatencyProfile& latency = call.deployment->latency_of(latency_kind(call.protocol.kind()));
  Schedule schedule(latency, overrides, call.prompt_tokens, start, latency.load_multiplier(running),
                    Random(call.random()), call.request.latency_units);
  // What takes its time as a whole comes piece by piece during that time.
  const bool takes_units = !latency.per_unit.is_zero() && call.request.latency_units > 0;
  if (call.request.stream && takes_units) schedule.spread(static_cast<TokenCount>(call.generation.longest()));
  return schedule;
}

asio::awaitable<void> Pipeline::refuse(Exchange& exchange, const ApiError& error) {
  HttpReply reply = head_of(exchange, error.status, "application/json");
  reply.body = error_body(error, exchange.address.shape, "req_" + exchange.request_id);
  exchange.slot.give_back();
  record(exchange, error.status);
  co_await exchange.connection.send(reply);
}

void Pipeline::record(Exchange& exchange, int status) {
  const Clock& clock = context_.clock;
  const TimePoint received = exchange.connection.received_at();
  const TimePoint now = clock.now();
  const std::size_t index =
      exchange.deployment != nullptr ? exchange.deployment->state->metrics_index : Metrics::kNoDeployment;
  // The simulator's own time is real time; only what was simulated is scaled.
  const Duration spent = clock.real_time_of(now) - clock.real_time_of(received + exchange.simulated_wait);
  metrics_.request(index, status, std::max(0.0, to_seconds(spent)), to_seconds(now - received));
  const bool used = status == 200 && exchange.protocol.kind() != OperationKind::count;
  if (used) metrics_.tokens_used(index, exchange.prompt_tokens, exchange.generation.total_tokens());
  if (!spdlog::should_log(spdlog::level::debug)) return;
  const HttpRequest& request = exchange.connection.request();
  spdlog::debug("{} {} {} deployment={} user={} prompt_tokens={} completion_tokens={} {:.1f} ms", request.method_name(),
                for_log(request.path()), status, for_log(exchange.request.model), for_log(exchange.request.user),
                exchange.prompt_tokens, exchange.generation.total_tokens(), to_milliseconds(now - received));
}

HttpReply Pipeline::head_of(const Exchange& exchange, int status, std::string_view content_type) const {
  HttpReply reply{.status = status, .content_type = content_type, .headers = {}, .body = {}};
  append_reply_headers(exchange.connection, exchange.address.shape, exchange.request_id, context_.clock.now(),
                       reply.headers);
  if (exchange.limits) {
    append_limit_headers(*exchange.limits, exchange.limits->profile, context_.clock.unix_seconds(), reply.headers);
  }
  return reply;
}

}  // namespace oaisim
