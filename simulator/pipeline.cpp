#include "simulator/pipeline.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/base/log.h"
#include "common/text/chat_tokens.h"
#include "simulator/limits/limit_headers.h"
#include "simulator/limits/limit_messages.h"
#include "simulator/protocols/json_writer.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/reply_headers.h"
#include "simulator/reply_reservation.h"
#include "simulator/token_stream.h"

namespace oaisim {
namespace {

constexpr std::string_view kOutputTokensHeader = "x-sim-output-tokens";
constexpr TokenCount kMostOutputTokens = 131072;

std::optional<TokenCount> parse_count(std::string_view text) {
  TokenCount value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < 0 || value > kMostOutputTokens) return {};
  return value;
}

std::optional<ApiError> check_model_name(std::string_view name) {
  if (name.size() <= Config::kLongestName) return std::nullopt;
  return invalid_parameter("model",
                           "string too long. Expected a string with maximum length " +
                               std::to_string(Config::kLongestName) + ", but got a string with length " +
                               std::to_string(name.size()) + " instead.",
                           "string_above_max_length");
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

// Text of a client on one line of the log, or in a message: printable ASCII.
std::string for_log(std::string_view text) {
  std::string line(text.substr(0, 200));
  for (char& c : line) {
    if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte >= 0x7f) c = '?';
  }
  return line;
}

}  // namespace

asio::awaitable<void> Pipeline::serve(HttpConnection& connection, const Protocol& protocol, CallAddress address) {
  const std::uint64_t number = context_.requests.fetch_add(1, std::memory_order_relaxed) + 1;
  Exchange exchange{.connection = connection,
                    .protocol = protocol,
                    .address = address,
                    .number = number,
                    .random = Random(context_.seed, number)};
  exchange.request_id = make_id("", exchange.random);
  exchange.started = connection.received_at();
  const InFlight counted(metrics_);
  Refused refused = admit(exchange);
  if (!refused) refused = co_await take_slot(exchange);
  if (refused) {
    co_await refuse(exchange, *refused);
  } else if (!connection.gone()) {
    const auto lengths = plan(exchange);
    const ReplyReservation reservation(context_, lengths);
    if (const auto error = reservation.refusal()) {
      co_await refuse(exchange, *error);
      co_return;
    }
    generate(exchange, lengths);
    if (exchange.request.stream) {
      co_await reply_stream(exchange);
    } else {
      co_await reply_whole(exchange);
    }
  } else {
    record(exchange, 499);
  }
}

Pipeline::Refused Pipeline::admit(Exchange& exchange) {
  const ApiShape shape = exchange.address.shape;
  switch (context_.keys.check(exchange.connection.request())) {
    case KeyRing::Verdict::missing:
      return missing_key(shape);
    case KeyRing::Verdict::wrong:
      return wrong_key(shape);
    case KeyRing::Verdict::accepted:
      break;
  }
  if (auto error = decode(exchange)) return error;
  if (auto error = check_model_name(exchange.request.model)) return error;
  exchange.deployment = view_.find(exchange.request.model);
  if (exchange.deployment == nullptr) return unknown_model(exchange.request.model, shape);
  const auto& facts = facts_of_model(exchange.deployment->model);
  if (facts.max_output == 0) return not_a_chat_model(exchange.deployment->model, shape);
  const auto& asked = exchange.request.max_tokens;
  if (asked && *asked > facts.max_output) {
    return max_tokens_too_large(std::string(exchange.request.max_tokens_param), *asked, facts.max_output);
  }
  if (auto error = read_overrides(exchange)) return error;
  if (auto error = apply_limits(exchange)) return error;
  return count_prompt(exchange);
}

Pipeline::Refused Pipeline::decode(Exchange& exchange) {
  const HttpRequest& http = exchange.connection.request();
  auto parsed = json_.parse(http.body(), http.body_capacity());
  if (auto* error = std::get_if<ApiError>(&parsed)) return std::move(*error);
  return exchange.protocol.decode(std::get<JsonValue>(parsed), exchange.address, exchange.request);
}

Pipeline::Refused Pipeline::read_overrides(Exchange& exchange) {
  const HttpRequest& http = exchange.connection.request();
  const auto milliseconds = [&](std::string_view name, std::optional<double>& target) -> Refused {
    const auto text = http.header(name);
    if (text.empty()) return std::nullopt;
    auto value = parse_latency_override(name, text);
    if (!value) return invalid_header(for_log(value.error().message));
    target = *value;
    return std::nullopt;
  };
  if (auto error = milliseconds(kTtftHeader, exchange.latency_overrides.ttft_ms)) return error;
  if (auto error = milliseconds(kItlHeader, exchange.latency_overrides.itl_ms)) return error;
  if (const auto text = http.header(kOutputTokensHeader); !text.empty()) {
    exchange.output_tokens = parse_count(text);
    if (!exchange.output_tokens) {
      return invalid_header(std::string(kOutputTokensHeader) + ": '" + for_log(text.substr(0, 50)) +
                            "' is not a whole number from 0 to " + std::to_string(kMostOutputTokens));
    }
  }
  return std::nullopt;
}

Pipeline::Refused Pipeline::apply_limits(Exchange& exchange) {
  const DecodedRequest& request = exchange.request;
  const std::size_t index = exchange.deployment->state->metrics_index;
  LimitCost estimate;
  estimate.prompt_characters = request.prompt_characters;
  estimate.max_tokens = request.max_tokens;
  estimate.n = request.n;
  metrics_.tokens_requested(index, (request.prompt_characters + 3) / 4,
                            request.max_tokens.value_or(kDefaultMaxTokens) * request.n);
  if (!exchange.deployment->limited) {
    metrics_.tokens_rate_limit(index, limit_cost(exchange.profile(), estimate));
    return std::nullopt;
  }
  LimitCost cost = estimate;
  DeploymentLimiter& limiter = exchange.deployment->state->limiter;
  if (limiter.wants_exact_prompt_tokens()) {
    if (auto error = count_prompt(exchange)) return error;
    cost.prompt_tokens = exchange.prompt_tokens;
  }
  const HttpRequest& http = exchange.connection.request();
  exchange.limits = limiter.admit(exchange.profile(), cost, KeyRing::identity(http), exchange.connection.received_at());
  const LimitDecision& decision = *exchange.limits;
  if (decision.admitted) {
    metrics_.tokens_rate_limit(index, decision.token_cost);
    return std::nullopt;
  }
  metrics_.limited(index, decision.reason == LimitReason::tokens);
  const LimitMessageContext context{.operation = exchange.protocol.operation(),
                                    .api_version = exchange.address.api_version,
                                    .model = exchange.deployment->model,
                                    .organization = kOrganization};
  return rate_limited(limit_message(decision, decision.profile, context), to_string(decision.reason),
                      exchange.address.shape);
}

Pipeline::Refused Pipeline::count_prompt(Exchange& exchange) {
  if (exchange.prompt_tokens > 0) return std::nullopt;  // counted for the limiter
  const DecodedRequest& request = exchange.request;
  const Deployment& deployment = *exchange.deployment;
  const Tokenizer& tokenizer = Tokenizer::of(deployment.encoding);
  const ChatTokenRules rules = chat_token_rules(deployment.model);
  TokenCount tokens = rules.reply_priming + TokenCount{rules.per_message} * request.messages +
                      TokenCount{rules.per_name} * request.names + request.image_tokens;
  for (const auto text : request.prompt_texts) tokens += static_cast<TokenCount>(tokenizer.count(text));
  exchange.prompt_tokens = tokens;
  const TokenCount window = facts_of_model(deployment.model).context_window;
  const TokenCount completion = request.max_tokens.value_or(0);
  if (tokens + completion > window) return context_length_exceeded(window, tokens, completion);
  return std::nullopt;
}

asio::awaitable<Pipeline::Refused> Pipeline::take_slot(Exchange& exchange) {
  exchange.request.prompt_texts.clear();  // they end with the suspension
  const TimePoint asked = context_.clock.now();
  const auto result = co_await exchange.slot.take(exchange.deployment->state->gate, exchange.connection);
  if (result != Slot::Result::taken) {
    exchange.started = context_.clock.now();
    exchange.simulated_wait = exchange.started - asked;
  }
  if (result == Slot::Result::full) co_return overloaded(exchange.address.shape, "req_" + exchange.request_id);
  co_return std::nullopt;
}

// Decides how long each choice is.
std::vector<PlannedLength> Pipeline::plan(Exchange& exchange) {
  const DecodedRequest& request = exchange.request;
  const Deployment& deployment = *exchange.deployment;
  const TokenCount most =
      request.max_tokens.value_or(std::min(facts_of_model(deployment.model).max_output,
                                           facts_of_model(deployment.model).context_window - exchange.prompt_tokens));
  std::vector<PlannedLength> lengths;
  for (std::int64_t i = 0; i < request.n; ++i) {
    PlannedLength length{.tokens = most, .reason = FinishReason::length};
    if (exchange.output_tokens) {
      length.tokens = *exchange.output_tokens;
    } else if (deployment.output_tokens) {
      length.tokens = std::max<TokenCount>(1, std::llround(deployment.output_tokens->sample(exchange.random)));
    } else if (!request.max_tokens) {
      length.tokens = std::max<TokenCount>(1, std::llround(view_.config().output_tokens.sample(exchange.random)));
    }
    if (length.tokens < most) length.reason = FinishReason::stop;
    length.tokens = std::min(length.tokens, most);
    lengths.push_back(length);
  }
  return lengths;
}

void Pipeline::generate(Exchange& exchange, const std::vector<PlannedLength>& lengths) {
  const DecodedRequest& request = exchange.request;
  const GenerationRequest generation{
      .encoding = exchange.deployment->encoding,
      .choices = lengths,
      .stop = request.stop,
      .seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : exchange.random()};
  exchange.generation = context_.generator.generate(generation);
}

asio::awaitable<void> Pipeline::reply_whole(Exchange& exchange) {
  const TimePoint due = schedule_of(exchange).last(static_cast<TokenCount>(exchange.generation.longest()));
  const bool here = co_await exchange.connection.sleep_until(due);
  exchange.simulated_wait += std::min(due, context_.clock.now()) - exchange.started;
  if (!here) co_return record(exchange, 499);
  HttpReply reply = head_of(exchange, 200, "application/json");
  const auto encoder = exchange.protocol.encoder(exchange.request, facts_for(exchange, context_.clock));
  encoder->whole(exchange.generation, reply.body);
  exchange.slot.give_back();
  // Counted before it is sent, so that a client that has its reply finds it in the metrics.
  record(exchange, 200);
  co_await exchange.connection.send(reply);
}

asio::awaitable<void> Pipeline::reply_stream(Exchange& exchange) {
  const auto encoder = exchange.protocol.encoder(exchange.request, facts_for(exchange, context_.clock));
  TokenStream stream(exchange, *encoder, schedule_of(exchange), metrics_);
  if (!co_await stream.send_tokens(head_of(exchange, 200, "text/event-stream"))) co_return record(exchange, 499);
  stream.append_end();
  exchange.slot.give_back();
  record(exchange, 200);
  co_await exchange.connection.end_stream();
}

Schedule Pipeline::schedule_of(Exchange& exchange) const {
  const LatencyProfile& latency = exchange.deployment->latency;
  return Schedule(latency, exchange.latency_overrides, exchange.prompt_tokens, exchange.started,
                  latency.load_multiplier(exchange.slot.running()), Random(exchange.random()));
}

asio::awaitable<void> Pipeline::refuse(Exchange& exchange, const ApiError& error) {
  HttpReply reply = head_of(exchange, error.status, "application/json");
  reply.body = error_body(error, exchange.address.shape);
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
  if (status == 200) metrics_.tokens_used(index, exchange.prompt_tokens, exchange.generation.total_tokens());
  if (!spdlog::should_log(spdlog::level::debug)) return;
  const HttpRequest& request = exchange.connection.request();
  spdlog::debug("{} {} {} deployment={} user={} prompt_tokens={} completion_tokens={} {:.1f} ms", request.method_name(),
                for_log(request.path()), status, for_log(exchange.request.model), for_log(exchange.request.user),
                exchange.prompt_tokens, exchange.generation.total_tokens(), to_milliseconds(now - received));
}

HttpReply Pipeline::head_of(const Exchange& exchange, int status, std::string_view content_type) const {
  HttpReply reply{.status = status, .content_type = content_type, .headers = {}, .body = {}};
  append_reply_headers(exchange, context_.clock.now(), reply.headers);
  if (exchange.limits) append_limit_headers(*exchange.limits, exchange.limits->profile, reply.headers);
  return reply;
}

}  // namespace oaisim
