#include "loadtest/client/messages_protocol.h"

#include "loadtest/client/body_writer.h"
#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

constexpr std::int64_t kDefaultMaxTokens = 1024;  // the API has none, and wants one

// An image by its address, or as what a data: URL holds (RFC 2397).
void write_source(std::string& out, std::string_view url) {
  const auto comma = url.find(";base64,");
  if (url.starts_with("data:") && comma != std::string_view::npos) {
    out += R"({"type":"base64","media_type":)";
    append_string(out, url.substr(5, comma - 5));
    out += R"(,"data":)";
    append_string(out, url.substr(comma + 8));
  } else {
    out += R"({"type":"url","url":)";
    append_string(out, url);
  }
  out += '}';
}

void write_user(std::string& out, const Turn& turn) {
  out += R"({"role":"user","content":)";
  if (turn.images.empty()) {
    append_string(out, turn.user);
  } else {
    out += '[';
    for (const auto& image : turn.images) {
      out += R"({"type":"image","source":)";
      write_source(out, image);
      out += "},";
    }
    out += R"({"type":"text","text":)";
    append_string(out, turn.user);
    out += "}]";
  }
  out += '}';
}

void write_messages(std::string& out, const Ask& ask) {
  out += '[';
  write_turns(out, ask.turns, write_user);
  out += ']';
}

TokenUsage usage_of(dom::element usage) {
  TokenUsage read{.prompt = tokens_of(usage["input_tokens"]),
                  .completion = tokens_of(usage["output_tokens"]),
                  .reasoning = {},
                  .cached = tokens_of(usage["cache_read_input_tokens"])};
  if (read.prompt) {
    *read.prompt += read.cached.value_or(0) + tokens_of(usage["cache_creation_input_tokens"]).value_or(0);
  }
  return read;
}

void read_block(dom::element block, ReplyFacts& facts, std::string* answer) {
  const std::string_view type = text_of(block["type"]);
  if (type == "text") {
    const std::string_view text = text_of(block["text"]);
    facts.content_bytes += text.size();
    append_answer(answer, text);
  } else if (type == "thinking") {
    facts.content_bytes += text_of(block["thinking"]).size();
  } else if (type == "tool_use") {
    dom::element input;
    if (block["input"].get(input) == SUCCESS) facts.content_bytes += text_bytes(input);
  }
}

void read_delta(dom::element delta, ReplyFacts& facts, std::string* answer) {
  const std::string_view text = text_of(delta["text"]);
  const std::string_view thinking = text_of(delta["thinking"]);
  facts.content_bytes = text.size() + thinking.size() + text_of(delta["partial_json"]).size();
  facts.reasoning_bytes = thinking.size();
  append_answer(answer, text);
}

}  // namespace

void MessagesProtocol::write_body(std::string& out, const Target& target, const RequestPlan& plan,
                                  const Ask& ask) const {
  BodyWriter body(out, plan.fields);
  body.add("model", target.model);
  if (body.begin("max_tokens")) append_integer(out, ask.max_tokens.value_or(kDefaultMaxTokens));
  if (!ask.system.empty()) body.add("system", ask.system);
  if (body.begin("messages")) write_messages(out, ask);
  if (plan.stream && body.begin("stream")) out += "true";
  body.end();
}

ReplyFacts MessagesProtocol::read_whole(ReplyJson& json, std::string_view body, std::string* answer) const {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, body, object)) return facts;
  facts.error = text_of(object["type"]) == "error";
  dom::array content;
  facts.valid = object["content"].get_array().get(content) == SUCCESS;
  if (!facts.valid) return facts;
  for (const dom::element block : content) read_block(block, facts, answer);
  dom::element usage;
  if (object["usage"].get(usage) == SUCCESS) facts.usage = usage_of(usage);
  return facts;
}

ReplyFacts MessagesProtocol::read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const {
  ReplyFacts facts;
  dom::object object;
  if (!parse_object(json, event.data, object)) return facts;
  const std::string_view type = event.type.empty() ? text_of(object["type"]) : event.type;
  facts.valid = !type.empty();
  facts.error = type == "error";
  facts.finished = type == "message_stop";
  dom::element part;
  if (type == "content_block_delta") {
    if (object["delta"].get(part) == SUCCESS) read_delta(part, facts, answer);
  } else if (type == "message_start") {
    if (object["message"]["usage"].get(part) == SUCCESS) facts.usage = usage_of(part);
    facts.usage.completion.reset();  // of what has been written so far, which is nothing
  } else if (type == "message_delta") {
    if (object["usage"].get(part) == SUCCESS) facts.usage = usage_of(part);
  }
  return facts;
}

}  // namespace oaisim::loadtest
