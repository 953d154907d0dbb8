#include "loadtest/client/reply_json.h"

#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

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

TokenUsage openai_usage(dom::element usage) {
  return {.prompt = tokens_of(usage["prompt_tokens"]),
          .completion = tokens_of(usage["completion_tokens"]),
          .reasoning = tokens_of(usage["completion_tokens_details"]["reasoning_tokens"]),
          .cached = tokens_of(usage["prompt_tokens_details"]["cached_tokens"])};
}

TokenUsage responses_usage(dom::element usage) {
  return {.prompt = tokens_of(usage["input_tokens"]),
          .completion = tokens_of(usage["output_tokens"]),
          .reasoning = tokens_of(usage["output_tokens_details"]["reasoning_tokens"]),
          .cached = tokens_of(usage["input_tokens_details"]["cached_tokens"])};
}

namespace {

// False: a choice is no object.
bool read_choices(dom::element value, ReplyFacts& facts, std::string* answer, ReadChoice read) {
  dom::array choices;
  if (value.get_array().get(choices) != SUCCESS) return false;
  for (const dom::element item : choices) {
    dom::object choice;
    if (item.get_object().get(choice) != SUCCESS) return false;
    read(choice, facts, answer);
  }
  return true;
}

}  // namespace

ReplyFacts read_completion(ReplyJson& json, std::string_view text, std::string* answer, ReadChoice read) {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, text, object)) return facts;
  for (const auto [key, value] : object) {
    if (key == "choices") {
      facts.valid = read_choices(value, facts, answer, read);
    } else if (key == "usage") {
      facts.usage = openai_usage(value);
    } else if (key == "error") {
      facts.error = !value.is_null();
    }
  }
  return facts;
}

ReplyFacts read_completion_event(ReplyJson& json, const SseEvent& event, std::string* answer, ReadChoice read) {
  if (event.data == "[DONE]") return {.valid = true, .finished = true};
  return read_completion(json, event.data, answer, read);
}

ReplyJson::ReplyJson() : state_(std::make_unique<State>()) {}
ReplyJson::~ReplyJson() = default;

LimitReason ReplyJson::read_limit_reason(std::string_view json) {
  const std::string_view type = text_of(state_->parse(json)["error"]["type"]);
  if (type == "requests") return LimitReason::requests;
  return type == "tokens" ? LimitReason::tokens : LimitReason::none;
}

std::string ReplyJson::read_error(std::string_view json) {
  dom::object object;
  if (!parse_object(*this, json, object)) return {};
  for (const auto& found : {object["error"]["message"], object["response"]["error"]["message"], object["message"],
                            object["error"], object["detail"]}) {
    if (const std::string_view text = text_of(found); !text.empty()) return std::string(text);
  }
  return {};
}

}  // namespace oaisim::loadtest
