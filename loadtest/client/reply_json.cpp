#include "loadtest/client/reply_json.h"

#include <simdjson.h>

#include <cstring>
#include <vector>

namespace oaisim::loadtest {

namespace dom = simdjson::dom;

struct ReplyJson::State {
  dom::parser parser;
  std::vector<char> padded;  // simdjson reads a little beyond the end

  // Valid until the next call.
  simdjson::simdjson_result<dom::element> parse(std::string_view json) {
    const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
    if (padded.size() < needed) padded.resize(needed * 2);
    std::memcpy(padded.data(), json.data(), json.size());
    return parser.parse(padded.data(), json.size(), false);
  }
};

namespace {

using simdjson::SUCCESS;

// Of all strings within: of a text, or of the names and arguments of tool calls.
std::size_t text_bytes(dom::element value) {
  std::string_view text;
  if (value.get_string().get(text) == SUCCESS) return text.size();
  std::size_t bytes = 0;
  dom::array items;
  dom::object members;
  if (value.get_array().get(items) == SUCCESS) {
    for (const dom::element item : items) bytes += text_bytes(item);
  } else if (value.get_object().get(members) == SUCCESS) {
    for (const auto member : members) bytes += text_bytes(member.value);
  }
  return bytes;
}

// The `delta` or `message` of a choice.
void read_message(dom::element value, ReplyFacts& facts) {
  dom::object message;
  if (value.get_object().get(message) != SUCCESS) return;
  for (const auto [key, member] : message) {
    if (key == "content" || key == "reasoning_content" || key == "reasoning" || key == "refusal" ||
        key == "tool_calls" || key == "function_call") {
      facts.content_bytes += text_bytes(member);
    }
  }
}

void read_choices(dom::element value, ReplyFacts& facts) {
  dom::array choices;
  if (value.get_array().get(choices) != SUCCESS) return;
  facts.has_choices = true;
  for (const dom::element item : choices) {
    dom::object choice;
    if (item.get_object().get(choice) != SUCCESS) {
      facts.has_choices = false;
      return;
    }
    for (const auto [key, member] : choice) {
      if (key == "delta" || key == "message") read_message(member, facts);
    }
  }
}

std::optional<TokenCount> token_count(const dom::object& usage, std::string_view name) {
  std::int64_t tokens = 0;
  if (usage[name].get_int64().get(tokens) != SUCCESS || tokens < 0) return std::nullopt;
  return tokens;
}

void read_usage(dom::element value, ReplyFacts& facts) {
  dom::object usage;
  if (value.get_object().get(usage) != SUCCESS) return;
  facts.prompt_tokens = token_count(usage, "prompt_tokens");
  facts.completion_tokens = token_count(usage, "completion_tokens");
}

}  // namespace

ReplyJson::ReplyJson() : state_(std::make_unique<State>()) {}
ReplyJson::~ReplyJson() = default;

ReplyFacts ReplyJson::read(std::string_view json) {
  ReplyFacts facts;
  dom::object object;
  if (state_->parse(json).get_object().get(object) != SUCCESS) return facts;
  facts.valid = true;
  for (const auto [key, value] : object) {
    if (key == "choices") {
      read_choices(value, facts);
    } else if (key == "usage") {
      read_usage(value, facts);
    } else if (key == "error") {
      facts.has_error = !value.is_null();
    }
  }
  return facts;
}

LimitReason ReplyJson::read_limit_reason(std::string_view json) {
  std::string_view type;
  if (state_->parse(json)["error"]["type"].get_string().get(type) != SUCCESS) return LimitReason::none;
  if (type == "requests") return LimitReason::requests;
  return type == "tokens" ? LimitReason::tokens : LimitReason::none;
}

}  // namespace oaisim::loadtest
