#include "loadtest/client/chat_protocol.h"

#include "common/text/models.h"
#include "loadtest/client/body_writer.h"
#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

void write_message(std::string& out, std::string_view role, std::string_view text) {
  out += R"({"role":")";
  out += role;
  out += R"(","content":)";
  append_string(out, text);
  out += '}';
}

void write_user(std::string& out, const Turn& turn) {
  if (turn.images.empty()) return write_message(out, "user", turn.user);
  out += R"({"role":"user","content":[{"type":"text","text":)";
  append_string(out, turn.user);
  out += '}';
  for (const auto& image : turn.images) {
    out += R"(,{"type":"image_url","image_url":{"url":)";
    append_string(out, image);
    out += "}}";
  }
  out += "]}";
}

void write_messages(std::string& out, const Ask& ask) {
  out += '[';
  if (!ask.system.empty()) {
    write_message(out, "system", ask.system);
    out += ',';
  }
  for (const auto& turn : ask.turns) {
    write_user(out, turn);
    if (&turn == &ask.turns.back()) break;
    out += ',';
    write_message(out, "assistant", turn.recorded_reply);
    out += ',';
  }
  out += ']';
}

// The longest reply has two names, of which a body may have one: a field of the flags with either takes our place.
void write_limit(BodyWriter& body, std::string& out, const Target& target, std::int64_t max_tokens) {
  if (body.has_field("max_tokens") || body.has_field("max_completion_tokens")) return;
  const bool reasons = wants_max_completion_tokens(target.model_name());
  if (body.begin(reasons ? "max_completion_tokens" : "max_tokens")) append_integer(out, max_tokens);
}

// The `delta` or `message` of a choice.
void read_message(dom::element value, ReplyFacts& facts, std::string* answer) {
  dom::object message;
  if (value.get_object().get(message) != SUCCESS) return;
  for (const auto [key, member] : message) {
    if (key == "content") append_answer(answer, text_of(member));
    if (key == "reasoning_content" || key == "reasoning") {
      const std::size_t bytes = text_bytes(member);
      facts.content_bytes += bytes;
      facts.reasoning_bytes += bytes;
    } else if (key == "content" || key == "refusal" || key == "tool_calls" || key == "function_call") {
      facts.content_bytes += text_bytes(member);
    }
  }
}

// False: a choice is no object.
bool read_choices(dom::element value, ReplyFacts& facts, std::string* answer) {
  dom::array choices;
  if (value.get_array().get(choices) != SUCCESS) return false;
  for (const dom::element item : choices) {
    dom::object choice;
    if (item.get_object().get(choice) != SUCCESS) return false;
    for (const auto [key, member] : choice) {
      if (key == "delta" || key == "message") read_message(member, facts, answer);
    }
  }
  return true;
}

ReplyFacts read_completion(ReplyJson& json, std::string_view text, std::string* answer) {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, text, object)) return facts;
  for (const auto [key, value] : object) {
    if (key == "choices") {
      facts.valid = read_choices(value, facts, answer);
    } else if (key == "usage") {
      facts.usage = openai_usage(value);
    } else if (key == "error") {
      facts.error = !value.is_null();
    }
  }
  return facts;
}

}  // namespace

void ChatProtocol::write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const {
  BodyWriter body(out, plan.fields);
  if (!target.model.empty()) body.add("model", target.model);
  if (body.begin("messages")) write_messages(out, ask);
  if (ask.max_tokens) write_limit(body, out, target, *ask.max_tokens);
  if (plan.stream && body.begin("stream")) out += "true";
  if (plan.stream && body.begin("stream_options")) out += R"({"include_usage":true})";
  body.end();
}

ReplyFacts ChatProtocol::read_whole(ReplyJson& json, std::string_view body, std::string* answer) const {
  return read_completion(json, body, answer);
}

ReplyFacts ChatProtocol::read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const {
  if (event.data == "[DONE]") return {.valid = true, .finished = true};
  return read_completion(json, event.data, answer);
}

}  // namespace oaisim::loadtest
