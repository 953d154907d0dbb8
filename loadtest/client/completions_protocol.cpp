#include "loadtest/client/completions_protocol.h"

#include "loadtest/client/body_writer.h"
#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {
namespace {

namespace dom = simdjson::dom;

void write_prompt(std::string& out, const Ask& ask) {
  out += '"';
  const auto add_line = [&out](std::string_view text) {
    append_escaped(out, text);
    out += "\\n";
  };
  if (!ask.system.empty()) add_line(ask.system);
  for (const auto& turn : ask.turns.first(ask.turns.size() - 1)) {
    add_line(turn.user);
    add_line(turn.recorded_reply);
  }
  append_escaped(out, ask.turns.back().user);
  out += '"';
}

void read_choice(dom::object choice, ReplyFacts& facts, std::string* answer) {
  const std::string_view text = text_of(choice["text"]);
  facts.content_bytes += text.size();
  append_answer(answer, text);
}

}  // namespace

void CompletionsProtocol::write_body(std::string& out, const Target& target, const RequestPlan& plan,
                                     const Ask& ask) const {
  BodyWriter body(out, plan.fields);
  if (!target.model.empty()) body.add("model", target.model);
  if (body.begin("prompt")) write_prompt(out, ask);
  if (ask.max_tokens && body.begin("max_tokens")) append_integer(out, *ask.max_tokens);
  if (plan.stream && body.begin("stream")) out += "true";
  if (plan.stream && body.begin("stream_options")) out += R"({"include_usage":true})";
  body.end();
}

ReplyFacts CompletionsProtocol::read_whole(ReplyJson& json, std::string_view body, std::string* answer) const {
  return read_completion(json, body, answer, read_choice);
}

ReplyFacts CompletionsProtocol::read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const {
  return read_completion_event(json, event, answer, read_choice);
}

}  // namespace oaisim::loadtest
