#include "simulator/protocols/completions.h"

#include "simulator/protocols/completions_reply.h"
#include "simulator/protocols/prompt_input.h"
#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr TokenCount kDefaultLength = 16;
constexpr std::size_t kMostPrompts = 2048;

constexpr Shape kLength{.kind = Kind::integer, .nullable = true, .minimum = 0};  // 0: only the echo
constexpr Shape kCount{.kind = Kind::integer, .nullable = true, .minimum = 1, .maximum = 128};
constexpr Shape kBestOf{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 20};
constexpr Shape kLogprobs{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 5};
constexpr Field kFields[] = {
    {"prompt", &kAny},
    {"model", &kNullableString},
    {"max_tokens", &kLength},
    {"n", &kCount},
    {"best_of", &kBestOf},
    {"echo", &kNullableBoolean},
    {"suffix", &kNullableString},
    {"logprobs", &kLogprobs},
    {"stop", &kStopShape},
    {"stream", &kNullableBoolean},
    {"stream_options", &kStreamOptionsShape},
    {"seed", &kSeedShape},
    {"temperature", &kTemperatureShape},
    {"top_p", &kTopPShape},
    {"frequency_penalty", &kPenaltyShape},
    {"presence_penalty", &kPenaltyShape},
    {"logit_bias", &kLogitBiasShape},
    {"user", &kNullableString},
};
constexpr Shape kRequest{.kind = Kind::object, .fields = kFields};

ApiError invalid_prompt() {
  return {.message =
              "Invalid type for 'prompt': expected one of a string, an array of strings, an array of integers, or "
              "an array of integer arrays, none of them empty.",
          .param = "prompt",
          .code = "invalid_type"};
}

std::optional<ApiError> read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  if (name == "prompt") {
    auto inputs = read_prompt_inputs(value, true);
    if (!inputs || inputs->size() > kMostPrompts) return invalid_prompt();
    request.inputs = std::move(*inputs);
  } else if (name == "best_of") {
    request.best_of = value.get_int64().value();
  } else if (name == "echo") {
    request.echo = value.get_bool().value();
  } else if (name == "logprobs") {
    request.top_logprobs = static_cast<int>(value.get_int64().value());
  } else {
    read_common_field(name, value, request);
  }
  return std::nullopt;
}

std::optional<ApiError> check_combinations(const DecodedRequest& request, bool stream_options) {
  if (request.best_of < request.n) {
    return ApiError{.message =
                        "You requested that the server return more choices than it will generate (HINT: you must "
                        "set 'n' (currently " +
                        std::to_string(request.n) + ") to be at most 'best_of' (currently " +
                        std::to_string(request.best_of) +
                        "), or omit either parameter if you don't specifically want to use them.)",
                    .param = "best_of"};
  }
  if (request.stream && request.best_of > request.n) {
    return ApiError{.message = "'best_of' is not supported when streaming.", .param = "best_of"};
  }
  if (stream_options && !request.stream) return stream_options_without_stream();
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> Completions::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kRequest, body)) return error;
  bool stream_options = false;
  request.best_of = 0;
  for (const auto [name, value] : object_of(body)) {
    if (value.is_null()) continue;
    stream_options = stream_options || name == "stream_options";
    if (auto error = read_field(name, value, request)) return error;
  }
  if (request.best_of == 0) request.best_of = request.n;
  if (auto error = check_combinations(request, stream_options)) return error;
  if (request.inputs.empty()) request.inputs.push_back({"<|endoftext|>", {}});
  if (!request.max_tokens) request.max_tokens = kDefaultLength;
  if (request.max_tokens_param.empty()) request.max_tokens_param = "max_tokens";
  request.prompt_characters = prompt_characters(request.inputs);
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> Completions::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                   const Generation& generation) const {
  return std::make_unique<CompletionsReplyEncoder>(request, std::move(facts), generation);
}

}  // namespace oaisim
