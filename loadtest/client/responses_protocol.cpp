#include "loadtest/client/responses_protocol.h"

#include "loadtest/client/body_writer.h"
#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

void write_user(std::string& out, const Turn& turn) {
  out += R"({"role":"user","content":)";
  if (turn.images.empty()) {
    append_string(out, turn.user);
  } else {
    out += R"([{"type":"input_text","text":)";
    append_string(out, turn.user);
    out += '}';
    for (const auto& image : turn.images) {
      out += R"(,{"type":"input_image","image_url":)";
      append_string(out, image);
      out += '}';
    }
    out += ']';
  }
  out += '}';
}

void write_input(std::string& out, const Ask& ask) {
  const Turn& last = ask.turns.back();
  if (ask.turns.size() == 1 && last.images.empty()) return append_string(out, last.user);
  out += '[';
  write_turns(out, ask.turns, write_user);
  out += ']';
}

// The texts of a message's content, and of a call's arguments.
void read_item(dom::element item, ReplyFacts& facts, std::string* answer) {
  const std::string_view type = text_of(item["type"]);
  if (type != "message") {
    facts.content_bytes += text_of(item["arguments"]).size() + text_of(item["input"]).size();
    return;
  }
  dom::array parts;
  if (item["content"].get_array().get(parts) != SUCCESS) return;
  for (const dom::element part : parts) {
    const std::string_view text = text_of(part["text"]);
    facts.content_bytes += text.size() + text_of(part["refusal"]).size();
    append_answer(answer, text);
  }
}

}  // namespace

void ResponsesProtocol::write_body(std::string& out, const Target& target, const RequestPlan& plan,
                                   const Ask& ask) const {
  BodyWriter body(out, plan.fields);
  // Azure names its deployments where OpenAI names models.
  body.add("model", target.model_name());
  if (!ask.system.empty()) body.add("instructions", ask.system);
  if (body.begin("input")) write_input(out, ask);
  if (ask.max_tokens && body.begin("max_output_tokens")) append_integer(out, *ask.max_tokens);
  if (plan.stream && body.begin("stream")) out += "true";
  body.end();
}

ReplyFacts ResponsesProtocol::read_whole(ReplyJson& json, std::string_view body, std::string* answer) const {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, body, object)) return facts;
  dom::element error;
  facts.error = object["error"].get(error) == SUCCESS && !error.is_null();
  dom::array output;
  facts.valid = object["output"].get_array().get(output) == SUCCESS;
  if (!facts.valid) return facts;
  for (const dom::element item : output) read_item(item, facts, answer);
  dom::element usage;
  if (object["usage"].get(usage) == SUCCESS) facts.usage = responses_usage(usage);
  return facts;
}

ReplyFacts ResponsesProtocol::read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, event.data, object)) return facts;
  const std::string_view type = event.type.empty() ? text_of(object["type"]) : event.type;
  facts.valid = !type.empty();
  if (type.ends_with(".delta")) {
    const std::string_view text = text_of(object["delta"]);
    facts.content_bytes = text.size();
    if (type.starts_with("response.reasoning")) facts.reasoning_bytes = text.size();
    if (type == "response.output_text.delta") append_answer(answer, text);
    return facts;
  }
  facts.error = type == "error" || type == "response.failed";
  facts.finished = facts.error || type == "response.completed" || type == "response.incomplete";
  dom::element usage;
  if (facts.finished && object["response"]["usage"].get(usage) == SUCCESS) facts.usage = responses_usage(usage);
  return facts;
}

}  // namespace oaisim::loadtest
