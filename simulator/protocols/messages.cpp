#include "simulator/protocols/messages.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/protocols/claude_settling.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/messages_content.h"
#include "simulator/protocols/messages_reply.h"
#include "simulator/protocols/messages_schema.h"
#include "simulator/protocols/messages_tools.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/tool_definitions.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;
using Thinking = ClaudeOptions::Thinking;

constexpr std::size_t kMostCachedBlocks = 4;

Thinking thinking_of(std::string_view type) {
  if (type == "enabled") return Thinking::budget;
  if (type == "disabled") return Thinking::off;
  return type == "between_tools" ? Thinking::between_tools : Thinking::adaptive;
}

void read_thinking(JsonObject thinking, ClaudeOptions& options) {
  options.thinking = thinking_of(text_of(*member(thinking, "type")));
  if (const auto budget = member(thinking, "budget_tokens")) options.thinking_budget = budget->get_int64().value();
  if (const auto display = member(thinking, "display")) options.shows_thinking = text_of(*display) == "summarized";
}

Found read_stop_sequences(JsonArray sequences, DecodedRequest& request) {
  for (const JsonValue value : sequences) {
    const std::string_view text = text_of(value);
    if (text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos) {
      return ApiError{.message = "stop_sequences: each stop sequence must contain non-whitespace"};
    }
    request.stop.emplace_back(text);
  }
  return std::nullopt;
}

Found read_format(JsonObject format, const std::string& at, DecodedRequest& request) {
  auto form = compiled(*member(format, "schema"), JsonSchema::Rules::lenient);
  if (!form) return ApiError{.message = at + ".schema: " + form.error().message};
  request.text_form = std::move(*form);
  return std::nullopt;
}

Found read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  ClaudeOptions& options = request.claude;
  if (name == "model") {
    request.model = text_of(value);
  } else if (name == "max_tokens") {
    request.max_tokens = value.get_int64().value();
  } else if (name == "stream") {
    request.stream = value.get_bool().value();
  } else if (name == "stop_sequences") {
    return read_stop_sequences(array_of(value), request);
  } else if (name == "temperature") {
    options.temperature = value.get_double().value();
  } else if (name == "top_p") {
    options.top_p = value.get_double().value();
  } else if (name == "top_k") {
    options.top_k = true;
  } else if (name == "thinking") {
    read_thinking(object_of(value), options);
  } else if (name == "output_format") {
    return read_format(object_of(value), "output_format", request);
  } else if (name == "output_config") {
    if (const auto effort = member(object_of(value), "effort"))
      request.reasoning_effort = reasoning_effort_of(text_of(*effort));
    const auto format = member(object_of(value), "format");
    if (format) return read_format(object_of(*format), "output_config.format", request);
  } else if (name == "metadata") {
    if (const auto user = member(object_of(value), "user_id")) request.user = text_of(*user);
  }
  return std::nullopt;
}

std::size_t cached_in(const std::optional<JsonValue>& blocks) {
  if (!blocks || !blocks->is_array()) return 0;
  const JsonArray array = array_of(*blocks);
  return static_cast<std::size_t>(std::count_if(array.begin(), array.end(), [](JsonValue block) {
    return block.is_object() && member(object_of(block), "cache_control");
  }));
}

Found check_cached_blocks(JsonObject body) {
  std::size_t count = cached_in(member(body, "system")) + cached_in(member(body, "tools"));
  for (const JsonValue message : array_of(*member(body, "messages"))) {
    count += cached_in(member(object_of(message), "content"));
  }
  if (count <= kMostCachedBlocks) return std::nullopt;
  return ApiError{.message =
                      "A maximum of 4 blocks with cache_control may be provided. Found " + std::to_string(count) + "."};
}

bool is_current(const CallAddress& address) { return address.api_version == "2026-10-21"; }

// All that the two operations take alike.
Found read_prompt(JsonObject body, const CallAddress& address, DecodedRequest& request) {
  for (const auto [name, value] : body) {
    if (value.is_null()) continue;
    if (auto error = read_field(name, value, request)) return error;
  }
  if (auto error = read_messages_tools(body, request)) return error;
  MessagesContent content(request, is_current(address));
  if (const auto system = member(body, "system")) {
    if (auto error = content.read_system(*system)) return error;
  }
  if (auto error = content.read_messages(array_of(*member(body, "messages")))) return error;
  return check_cached_blocks(body);
}

class CountTokensEncoder final : public ReplyEncoder {
 public:
  explicit CountTokensEncoder(TokenCount tokens) : tokens_(tokens) {}

  void whole(std::string& out) override {
    out += "{\"input_tokens\":";
    append_integer(out, tokens_);
    out += '}';
  }

 private:
  TokenCount tokens_;
};

}  // namespace

Found Messages::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  const Shape& shape = is_current(address) ? kMessagesRequestShape : kOldMessagesRequestShape;
  if (auto error = check_shape(shape, body, ApiShape::anthropic)) return error;
  request.max_tokens_param = "max_tokens";
  request.max_tokens_bounds = true;
  if (auto error = read_prompt(object_of(body), address, request)) return error;
  const bool has_budget = request.claude.thinking == Thinking::budget;
  if (!has_budget || request.claude.thinking_budget < *request.max_tokens) return std::nullopt;
  return ApiError{.message =
                      "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
                      "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
                      "#max-tokens-and-context-window-size"};
}

Found Messages::settle(std::string_view model, DecodedRequest& request) const { return settle_claude(model, request); }

std::unique_ptr<ReplyEncoder> Messages::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                const Generation& generation) const {
  return std::make_unique<MessagesReplyEncoder>(request, std::move(facts), generation);
}

Found CountTokens::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kCountTokensRequestShape, body, ApiShape::anthropic)) return error;
  return read_prompt(object_of(body), address, request);
}

Found CountTokens::settle(std::string_view model, DecodedRequest& request) const {
  return settle_claude(model, request);
}

std::unique_ptr<ReplyEncoder> CountTokens::encoder(const DecodedRequest& /*request*/, ReplyFacts facts,
                                                   const Generation& /*generation*/) const {
  return std::make_unique<CountTokensEncoder>(facts.prompt_tokens);
}

}  // namespace oaisim
