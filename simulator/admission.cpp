#include "simulator/admission.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/text/chat_tokens.h"
#include "common/text/utf8.h"
#include "simulator/key_ring.h"
#include "simulator/limits/limit_messages.h"
#include "simulator/log_text.h"
#include "simulator/pipeline.h"
#include "simulator/protocols/attachments.h"
#include "simulator/protocols/form_document.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/protocols/reply_parts.h"
#include "simulator/reasoning.h"
#include "simulator/reply_headers.h"
#include "simulator/send_times.h"

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
    if (!refused) return std::nullopt;
    if (request.responses != nullptr) return unsupported_parameter("reasoning.effort", "");
    return unrecognized_argument("reasoning_effort");
  }
  if (request.max_tokens && request.max_tokens_param == "max_tokens") {
    return unsupported_parameter("max_tokens", "max_completion_tokens");
  }
  if (request.sampling.empty()) return std::nullopt;
  const std::string_view first = request.sampling.front();
  const bool in_chat = request.responses == nullptr;
  return first == "temperature" && in_chat ? unsupported_temperature() : unsupported_parameter(first, "");
}

// Audio is refused before it is looked into; the words are those for images, which other models do not take either.
std::optional<ApiError> check_audio(const ModelFacts& facts, const DecodedRequest& request) {
  const auto heard = std::find_if(request.attachments.begin(), request.attachments.end(),
                                  [](const Attachment& each) { return each.kind != Attachment::Kind::file; });
  const bool is_heard = heard != request.attachments.end();
  if (facts.audio == AudioUse::none) {
    if (request.spoken) return unsupported_parameter("modalities", "");
    if (is_heard) return unsupported_content("input_audio", heard->param + ".type");
  }
  if (facts.audio == AudioUse::required && !request.spoken && !is_heard) return nothing_spoken();
  return std::nullopt;
}

ModelKind model_kind(OperationKind kind) {
  switch (kind) {
    case OperationKind::chat:
    case OperationKind::response:
    case OperationKind::count:
      return ModelKind::chat;
    case OperationKind::completion:
      return ModelKind::completion;
    case OperationKind::embedding:
      return ModelKind::embedding;
    case OperationKind::transcription:
      return ModelKind::transcription;
    case OperationKind::speech:
      return ModelKind::speech;
    case OperationKind::image:
      return ModelKind::image;
    case OperationKind::moderation:
      return ModelKind::moderation;
  }
  return ModelKind::any;
}

bool serves(const ModelFacts& facts, OperationKind kind) {
  return facts.kind == ModelKind::any || facts.kind == model_kind(kind);
}

ApiError wrong_operation(const Protocol& protocol, std::string_view model, ApiShape shape) {
  switch (protocol.kind()) {
    case OperationKind::completion:
      return not_a_completion_model(model, shape);
    case OperationKind::embedding:
      return not_an_embedding_model(model, shape);
    case OperationKind::response:
      return not_a_response_model(model);
    case OperationKind::chat:
    case OperationKind::count:
      return not_a_chat_model(model, shape);
    default:
      return wrong_model(protocol.operation(), model, names_of_models(model_kind(protocol.kind())), shape);
  }
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
  if (auto error = find_model(exchange)) return error;
  return read_overrides(exchange);
}

Admission::Refused Admission::read(JsonValue body, Call& call) {
  if (auto error = call.protocol.decode(body, call.address, call.request)) return error;
  return find_model(call);
}

Admission::Refused Admission::find_model(Call& call) {
  if (auto error = check_model_name(call.request.model)) return error;
  call.deployment = view_.find(call.request.model);
  if (call.deployment == nullptr) return unknown_model(call.request.model, call.address.shape);
  if (auto error = check_model(call)) return error;
  const auto& tools = call.request.tools;
  // Those that are small may be shared with other requests of this thread: they are not to be counted elsewhere.
  if (tools != nullptr && tools->bytes() <= kLargePromptBytes) {
    call.request.tool_tokens = tools->prompt_tokens(Tokenizer::of(call.deployment->encoding));
  }
  return std::nullopt;
}

Admission::Refused Admission::decode(Exchange& exchange) {
  const HttpRequest& http = exchange.connection.request();
  const std::string_view type = http.header("content-type");
  const Shape* form = exchange.protocol.form();
  if (form != nullptr && (is_multipart(type) || !exchange.protocol.reads_json())) return decode_form(*form, exchange);
  return decode_json(http.body(), http.body_capacity(), exchange);
}

Admission::Refused Admission::decode_json(std::string_view text, std::size_t readable, Exchange& exchange) {
  auto parsed = json_.parse(text, readable, exchange.address.shape);
  if (auto* error = std::get_if<ApiError>(&parsed)) return std::move(*error);
  return exchange.protocol.decode(std::get<JsonValue>(parsed), exchange.address, exchange.request);
}

Admission::Refused Admission::decode_form(const Shape& form, Exchange& exchange) {
  const HttpRequest& http = exchange.connection.request();
  const std::string_view type = http.header("content-type");
  if (!is_multipart(type)) return unsupported_content_type(repair_utf8(type.substr(0, 100)), "multipart/form-data");
  auto read = form_document(form, type, http.body());
  if (auto* error = std::get_if<ApiError>(&read)) return std::move(*error);
  auto& document = std::get<FormDocument>(read);
  exchange.request.is_form = true;
  exchange.request.files = std::move(document.files);
  return decode_json(document.json, document.json.capacity(), exchange);
}

// Whether the model does what is asked of it.
Admission::Refused Admission::check_model(Call& call) const {
  const Deployment& deployment = *call.deployment;
  DecodedRequest& request = call.request;
  const ModelFacts& facts = facts_of_model(deployment.model);
  if (!serves(facts, call.protocol.kind())) {
    return wrong_operation(call.protocol, deployment.model, call.address.shape);
  }
  if (auto error = call.protocol.settle(deployment.model, request)) return error;
  if (call.protocol.kind() == OperationKind::embedding) {
    const std::int64_t most = deployment.embedding_size.value_or(facts.dimensions);
    if (request.dimensions && !facts.other_dimensions) return fixed_dimensions();
    if (request.dimensions && *request.dimensions > most) return too_many_dimensions(*request.dimensions, most);
    request.dimensions = request.dimensions.value_or(most);
    return std::nullopt;
  }
  if (auto error = check_reasoning(facts, request)) return error;
  if (request.prediction && !facts.takes_predictions) return unsupported_parameter("prediction", "");
  if (call.protocol.kind() == OperationKind::chat) {
    if (auto error = check_audio(facts, request)) return error;
  }
  const auto& asked = request.max_tokens;
  if (asked && *asked > facts.max_output) {
    return max_tokens_too_large(std::string(request.max_tokens_param), *asked, facts.max_output, deployment.model,
                                call.address.shape);
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
  if (const auto text = http.header(kDebugTimingHeader); !text.empty()) {
    if (text != "true" && text != "false") {
      return invalid_header(std::string(kDebugTimingHeader) + ": '" + for_log(text.substr(0, 50)) +
                            "' is neither true nor false");
    }
    exchange.debug_timing = text == "true";
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

Admission::Refused Admission::count(Call& call) const {
  auto error = call.request.inputs.empty() ? count_chat(call) : count_inputs(call);
  return error ? std::move(error) : check_filter(call);
}

Admission::Refused Admission::count_chat(Call& call) const {
  DecodedRequest& request = call.request;
  const Deployment& deployment = *call.deployment;
  const Tokenizer& tokenizer = Tokenizer::of(deployment.encoding);
  const ChatTokenRules rules = chat_token_rules(deployment.model);
  if (request.tools != nullptr && request.tools->bytes() > kLargePromptBytes) {
    request.tool_tokens = request.tools->prompt_tokens(tokenizer);
  }
  TokenCount tokens = rules.reply_priming + TokenCount{rules.per_message} * request.messages +
                      TokenCount{rules.per_name} * request.names;
  tokens += request.tool_tokens + request.earlier_tokens + request.audio_tokens + request.other_tokens;
  if (request.pages > 0) tokens += request.pages * (kPageTokens + image_tokens(ImageInput{}, deployment.model));
  for (const auto& image : request.images) tokens += image_tokens(image, deployment.model);
  for (const auto role : request.roles) tokens += static_cast<TokenCount>(tokenizer.count(role));
  for (const auto text : request.prompt_texts) tokens += static_cast<TokenCount>(tokenizer.count(text));
  call.prompt_tokens = tokens;
  if (call.protocol.kind() == OperationKind::count) return std::nullopt;
  const TokenCount window = facts_of_model(deployment.model).context_window;
  if (request.responses != nullptr) {
    if (request.has_instructions) {
      request.instruction_tokens = static_cast<TokenCount>(tokenizer.count(request.prompt_texts.front()));
    }
    if (tokens >= window && !request.truncates) return input_too_long();
    call.prompt_tokens = std::min(tokens, window - 1);
    return std::nullopt;
  }
  TokenCount completion = request.max_tokens_reserved ? request.max_tokens.value_or(0) : 0;
  if (request.prediction) {
    request.prediction = tokenized(tokenizer, std::move(request.prediction->text));
    const auto predicted = static_cast<TokenCount>(request.prediction->token_count());
    completion = std::max(completion, predicted);
    if (!request.max_tokens) request.expected_tokens = predicted;
  }
  if (tokens + completion <= window) return std::nullopt;
  return context_length_exceeded(window, tokens, completion, call.address.shape);
}

Admission::Refused Admission::check_filter(const Call& call) const {
  const auto filter = call.content_filter();
  if (filter == nullptr) return std::nullopt;
  Harms harms;
  for (const auto text : call.request.prompt_texts) harms |= filter->harms_of(text);
  for (const auto& input : call.request.inputs) harms |= filter->harms_of(input.text);
  if (harms.none()) return std::nullopt;
  return filtered_prompt(prompt_filter_results(harms));
}

// Prompts and inputs count by themselves, without the frame of a message, and each must fit the model.
Admission::Refused Admission::count_inputs(Call& call) const {
  DecodedRequest& request = call.request;
  const Tokenizer& tokenizer = Tokenizer::of(call.deployment->encoding);
  const TokenCount window = facts_of_model(call.deployment->model).context_window;
  const TokenCount completion = request.max_tokens.value_or(0);
  for (PromptInput& input : request.inputs) {
    for (const TokenId token : input.tokens) {
      if (tokenizer.bytes_of(token).empty()) return unknown_token(call.protocol.prompt_param(), token);
    }
    if (!input.tokens.empty()) input.text = repair_utf8(tokenizer.decode(input.tokens));
    const auto tokens =
        static_cast<TokenCount>(input.tokens.empty() ? tokenizer.count(input.text) : input.tokens.size());
    if (tokens + completion > window) return prompt_too_long(window, tokens, completion);
    call.prompt_tokens += tokens;
  }
  call.prompt_tokens += request.media_tokens;
  if (call.protocol.kind() == OperationKind::embedding && call.prompt_tokens > kMostEmbeddedTokens) {
    return too_many_embedded_tokens(call.prompt_tokens, kMostEmbeddedTokens);
  }
  return std::nullopt;
}

}  // namespace oaisim
