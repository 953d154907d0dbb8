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
  write_turns(out, ask.turns, write_user);
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

void read_choice(dom::object choice, ReplyFacts& facts, std::string* answer) {
  for (const auto [key, member] : choice) {
    if (key == "delta" || key == "message") read_message(member, facts, answer);
  }
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
  return read_completion(json, body, answer, read_choice);
}

ReplyFacts ChatProtocol::read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const {
  return read_completion_event(json, event, answer, read_choice);
}

}  // namespace oaisim::loadtest
