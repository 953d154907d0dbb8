#include "simulator/admission.h"

#include <charconv>
#include <cmath>

#include "common/text/chat_tokens.h"
#include "common/text/utf8.h"
#include "simulator/key_ring.h"
#include "simulator/limits/limit_messages.h"
#include "simulator/log_text.h"
#include "simulator/pipeline.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/reasoning.h"
#include "simulator/reply_headers.h"

namespace oaisim {
namespace {

constexpr std::string_view kOutputTokensHeader = "x-sim-output-tokens";
constexpr TokenCount kMostOutputTokens = 131072;
constexpr TokenCount kMostEmbeddedTokens = 300'000;  // of all inputs of a request

std::optional<ApiError> check_model_name(std::string_view name) {
  if (name.size() <= Config::kLongestName) return std::nullopt;
  return invalid_parameter("model",
                           "string too long. Expected a string with maximum length " +
                               std::to_string(Config::kLongestName) + ", but got a string with length " +
                               std::to_string(name.size()) + " instead.",
                           "string_above_max_length");
}

std::optional<ApiError> check_reasoning(const ModelFacts& facts, const DecodedRequest& request) {
  if (request.thinks) return std::nullopt;  // it is settled
  if (!facts.reasons) {
    const bool refused = request.reasoning_effort && facts.kind == ModelKind::chat;
    if (refused) return unrecognized_argument("reasoning_effort");
    return std::nullopt;
  }
  if (request.max_tokens && request.max_tokens_param == "max_tokens") {
    return unsupported_parameter("max_tokens", "max_completion_tokens");
  }
  if (request.sampling.empty()) return std::nullopt;
  const std::string_view first = request.sampling.front();
  return first == "temperature" ? unsupported_temperature() : unsupported_parameter(first, "");
}

bool serves(const ModelFacts& facts, OperationKind kind) {
  switch (kind) {
    case OperationKind::chat:
    case OperationKind::count:
      return facts.kind == ModelKind::any || facts.kind == ModelKind::chat;
    case OperationKind::completion:
      return facts.kind == ModelKind::any || facts.kind == ModelKind::completion;
    case OperationKind::embedding:
      return facts.kind == ModelKind::any || facts.kind == ModelKind::embedding;
  }
  return false;
}

ApiError wrong_operation(OperationKind kind, std::string_view model, ApiShape shape) {
  switch (kind) {
    case OperationKind::completion:
      return not_a_completion_model(model, shape);
    case OperationKind::embedding:
      return not_an_embedding_model(model, shape);
    case OperationKind::chat:
    case OperationKind::count:
      break;
  }
  return not_a_chat_model(model, shape);
}

// Only Anthropic's API has versions that are known; those of Azure come and go.
std::optional<ApiError> check_version(const CallAddress& address) {
  if (address.shape != ApiShape::anthropic) return std::nullopt;
  if (address.api_version.empty()) return missing_version_header();
  for (const std::string_view known : {"2026-10-21", "2023-06-01", "2023-01-01"}) {
    if (address.api_version == known) return std::nullopt;
  }
  return unknown_version(for_log(address.api_version.substr(0, 100)));
}

std::optional<TokenCount> parse_count(std::string_view text) {
  TokenCount value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < 0 || value > kMostOutputTokens) return {};
  return value;
}

}  // namespace

Admission::Refused Admission::open(Exchange& exchange) {
  const ApiShape shape = exchange.address.shape;
  if (auto error = key_refusal(context_.keys, exchange.connection.request(), shape)) return error;
  if (auto error = check_version(exchange.address)) return error;
  if (auto error = decode(exchange)) return error;
  if (auto error = check_model_name(exchange.request.model)) return error;
  exchange.deployment = view_.find(exchange.request.model);
  if (exchange.deployment == nullptr) return unknown_model(exchange.request.model, shape);
  if (auto error = check_model(exchange)) return error;
  if (exchange.request.tools != nullptr) {  // which other requests of this thread share: not to be counted elsewhere
    exchange.request.tool_tokens = exchange.request.tools->prompt_tokens(Tokenizer::of(exchange.deployment->encoding));
  }
  return read_overrides(exchange);
}

Admission::Refused Admission::decode(Exchange& exchange) {
  const HttpRequest& http = exchange.connection.request();
  auto parsed = json_.parse(http.body(), http.body_capacity(), exchange.address.shape);
  if (auto* error = std::get_if<ApiError>(&parsed)) return std::move(*error);
  return exchange.protocol.decode(std::get<JsonValue>(parsed), exchange.address, exchange.request);
}

// Whether the model does what is asked of it.
Admission::Refused Admission::check_model(Exchange& exchange) const {
  const Deployment& deployment = *exchange.deployment;
  DecodedRequest& request = exchange.request;
  const ModelFacts& facts = facts_of_model(deployment.model);
  if (!serves(facts, exchange.protocol.kind())) {
    return wrong_operation(exchange.protocol.kind(), deployment.model, exchange.address.shape);
  }
  if (exchange.protocol.kind() == OperationKind::embedding) {
    const std::int64_t most = deployment.embedding_size.value_or(facts.dimensions);
    if (request.dimensions && !facts.other_dimensions) return fixed_dimensions();
    if (request.dimensions && *request.dimensions > most) return too_many_dimensions(*request.dimensions, most);
    request.dimensions = request.dimensions.value_or(most);
    return std::nullopt;
  }
  if (auto error = exchange.protocol.settle(deployment.model, request)) return error;
  if (auto error = check_reasoning(facts, request)) return error;
  const auto& asked = request.max_tokens;
  if (asked && *asked > facts.max_output) {
    return max_tokens_too_large(std::string(request.max_tokens_param), *asked, facts.max_output, deployment.model,
                                exchange.address.shape);
  }
  return std::nullopt;
}

Admission::Refused Admission::read_overrides(Exchange& exchange) {
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

// What a reply has on average, thoughts included.
TokenCount Admission::expected_tokens(const Exchange& exchange) {
  if (exchange.output_tokens) return *exchange.output_tokens;
  const auto& own = exchange.deployment->output_tokens;
  const double text = own ? own->mean() : view_.config().output_tokens.mean();
  return std::llround(text + mean_reasoning_tokens(facts_of_model(exchange.deployment->model), exchange.request));
}

Admission::Refused Admission::limit(Exchange& exchange) {
  if (exchange.protocol.kind() == OperationKind::count) return std::nullopt;  // which takes no tokens of a model
  const DecodedRequest& request = exchange.request;
  const std::size_t index = exchange.deployment->state->metrics_index;
  LimitCost estimate;
  estimate.prompt_characters = request.prompt_characters;
  estimate.max_tokens = request.max_tokens;
  estimate.n = request.n;
  estimate.best_of = request.best_of;
  if (request.max_tokens_bounds) estimate.expected_tokens = expected_tokens(exchange);
  metrics_.tokens_requested(index, (request.prompt_characters + 3) / 4,
                            request.max_tokens.value_or(kDefaultMaxTokens) * std::max(request.n, request.best_of));
  if (!exchange.deployment->limited) {
    metrics_.tokens_rate_limit(index, limit_cost(exchange.profile(), estimate));
    return std::nullopt;
  }
  LimitCost cost = estimate;
  DeploymentLimiter& limiter = exchange.deployment->state->limiter;
  if (limiter.wants_exact_prompt_tokens()) cost.prompt_tokens = exchange.prompt_tokens;
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

Admission::Refused Admission::count(Exchange& exchange) const {
  if (!exchange.request.inputs.empty()) return count_inputs(exchange);
  const DecodedRequest& request = exchange.request;
  const Deployment& deployment = *exchange.deployment;
  const Tokenizer& tokenizer = Tokenizer::of(deployment.encoding);
  const ChatTokenRules rules = chat_token_rules(deployment.model);
  TokenCount tokens = rules.reply_priming + TokenCount{rules.per_message} * request.messages +
                      TokenCount{rules.per_name} * request.names;
  tokens += request.tool_tokens + request.other_tokens;
  for (const auto& image : request.images) tokens += image_tokens(image, deployment.model);
  for (const auto text : request.prompt_texts) tokens += static_cast<TokenCount>(tokenizer.count(text));
  exchange.prompt_tokens = tokens;
  if (exchange.protocol.kind() == OperationKind::count) return std::nullopt;
  const TokenCount window = facts_of_model(deployment.model).context_window;
  const TokenCount completion = request.max_tokens_reserved ? request.max_tokens.value_or(0) : 0;
  if (tokens + completion <= window) return std::nullopt;
  return context_length_exceeded(window, tokens, completion, exchange.address.shape);
}

// Prompts and inputs count by themselves, without the frame of a message, and each must fit the model.
Admission::Refused Admission::count_inputs(Exchange& exchange) const {
  DecodedRequest& request = exchange.request;
  const Tokenizer& tokenizer = Tokenizer::of(exchange.deployment->encoding);
  const TokenCount window = facts_of_model(exchange.deployment->model).context_window;
  const TokenCount completion = request.max_tokens.value_or(0);
  for (PromptInput& input : request.inputs) {
    for (const TokenId token : input.tokens) {
      if (tokenizer.bytes_of(token).empty()) return unknown_token(exchange.protocol.prompt_param(), token);
    }
    if (!input.tokens.empty()) input.text = repair_utf8(tokenizer.decode(input.tokens));
    const auto tokens =
        static_cast<TokenCount>(input.tokens.empty() ? tokenizer.count(input.text) : input.tokens.size());
    if (tokens + completion > window) return prompt_too_long(window, tokens, completion);
    exchange.prompt_tokens += tokens;
  }
  if (exchange.protocol.kind() == OperationKind::embedding && exchange.prompt_tokens > kMostEmbeddedTokens) {
    return too_many_embedded_tokens(exchange.prompt_tokens, kMostEmbeddedTokens);
  }
  return std::nullopt;
}

}  // namespace oaisim
