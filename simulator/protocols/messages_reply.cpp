#include "simulator/protocols/messages_reply.h"

#include "common/text/json_writer.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/protocols/reply_parts.h"

namespace oaisim {
namespace {

constexpr std::size_t kSignatureCall = 1'000'000;  // apart from the ids of calls

}  // namespace

MessagesReplyEncoder::MessagesReplyEncoder(const DecodedRequest& request, ReplyFacts facts,
                                           const Generation& generation)
    : facts_(std::move(facts)),
      generation_(generation),
      meets_window_(facts_.prompt_tokens + request.max_tokens.value_or(0) >
                    facts_of_model(facts_.model).context_window) {
  if (choice().stop_sequence) stop_sequence_ = request.stop[*choice().stop_sequence];
}

std::string_view MessagesReplyEncoder::stop_reason() const {
  if (choice().finish_reason == FinishReason::length) {
    return meets_window_ ? "model_context_window_exceeded" : "max_tokens";
  }
  if (!choice().calls.empty()) return "tool_use";
  return choice().stop_sequence ? "stop_sequence" : "end_turn";
}

// What a real one proves, this one does not; it has its form.
std::string MessagesReplyEncoder::signature() const {
  return call_id("EqoB", 196, facts_.id, generation_, 0, kSignatureCall);
}

void MessagesReplyEncoder::append_head(std::string& out) const {
  out += "{\"model\":";
  append_string(out, facts_.model);
  out += ",\"id\":\"";
  out += facts_.id;
  out += R"(","type":"message","role":"assistant","content":)";
}

void MessagesReplyEncoder::append_call_head(std::size_t call, std::string& out) const {
  out += R"({"type":"tool_use","id":")";
  out += call_id("toolu_01", 22, facts_.id, generation_, 0, call);
  out += "\",\"name\":";
  append_string(out, choice().calls[call].name);
  out += R"(,"caller":{"type":"direct"},"input":)";
}

void MessagesReplyEncoder::append_content(std::string& out) const {
  out += '[';
  if (choice().reasoning_tokens > 0) {
    out += R"({"type":"thinking","thinking":)";
    append_string(out, choice().reasoning.text);
    out += ",\"signature\":\"" + signature() + "\"},";
  }
  if (choice().token_count() > 0) {
    out += R"({"type":"text","text":)";
    append_string(out, choice().text);
    out += "},";
  }
  for (std::size_t i = 0; i < choice().calls.size(); ++i) {
    append_call_head(i, out);
    // What was cut off is no object any more; nothing of it is handed on.
    out += choice().finish_reason == FinishReason::length ? "{}" : choice().calls[i].arguments.text;
    out += "},";
  }
  if (out.back() == ',') out.pop_back();
  out += ']';
}

void MessagesReplyEncoder::append_stop(std::string& out) const {
  out += "\"stop_reason\":\"";
  out += stop_reason();
  out += "\",\"stop_sequence\":";
  append_string_or_null(out, stop_sequence_);
  out += ",\"stop_details\":null";
}

void MessagesReplyEncoder::append_usage(TokenCount output_tokens, bool all, std::string& out) const {
  out += "\"usage\":{\"input_tokens\":";
  append_integer(out, facts_.prompt_tokens);
  out += R"(,"cache_creation_input_tokens":0,"cache_read_input_tokens":0)";
  if (all) out += R"(,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0})";
  out += ",\"output_tokens\":";
  append_integer(out, output_tokens);
  if (choice().reasoning_tokens > 0 && output_tokens == generation_.total_tokens()) {  // of the whole reply
    out += ",\"output_tokens_details\":{\"thinking_tokens\":";
    append_integer(out, choice().reasoning_tokens);
    out += '}';
  }
  if (all) out += R"(,"service_tier":"standard","inference_geo":"not_available")";
  out += '}';
}

void MessagesReplyEncoder::whole(std::string& out) {
  out.reserve(out.size() + choice().text.size() + choice().reasoning.text.size() + 1024);
  append_head(out);
  append_content(out);
  out += ',';
  append_stop(out);
  out += ',';
  append_usage(generation_.total_tokens(), true, out);
  out += '}';
}

void MessagesReplyEncoder::open_stream(std::string& events) {
  events += "event: message_start\ndata: {\"type\":\"message_start\",\"message\":";
  append_head(events);
  events += R"([],"stop_reason":null,"stop_sequence":null,"stop_details":null,)";
  append_usage(generation_.total_tokens() > 0 ? 1 : 0, true, events);
  events += "}}\n\n";
}

void MessagesReplyEncoder::leave(std::string& events) {
  if (block_ == Block::none) return;
  const std::size_t index = blocks_ - 1;
  if (block_ == Block::thinking) {
    events += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":";
    append_integer(events, index);
    events += R"(,"delta":{"type":"signature_delta","signature":")" + signature() + "\"}}\n\n";
  }
  events += "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":";
  append_integer(events, index);
  events += "}\n\n";
  block_ = Block::none;
}

void MessagesReplyEncoder::enter(Block block, std::size_t call, std::string& events) {
  if (block_ == block && call_ == call) return;
  leave(events);
  block_ = block;
  call_ = call;
  const std::size_t index = blocks_++;
  events += "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":";
  append_integer(events, index);
  events += ",\"content_block\":";
  delta_head_ = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":";
  append_integer(delta_head_, index);
  if (block == Block::call) {
    append_call_head(call, events);
    events += "{}}";
    delta_head_ += R"(,"delta":{"type":"input_json_delta","partial_json":")";
  } else if (block == Block::thinking) {
    events += R"({"type":"thinking","thinking":"","signature":""})";
    delta_head_ += R"(,"delta":{"type":"thinking_delta","thinking":")";
  } else {
    events += R"({"type":"text","text":""})";
    delta_head_ += R"(,"delta":{"type":"text_delta","text":")";
  }
  events += "}\n\n";
  if (index == 0) events += "event: ping\ndata: {\"type\": \"ping\"}\n\n";
  if (block == Block::call) append_delta("", events);
}

void MessagesReplyEncoder::append_delta(std::string_view text, std::string& events) const {
  events += delta_head_;
  append_escaped(events, text);
  events += "\"}}\n\n";
}

void MessagesReplyEncoder::token(std::size_t /*choice*/, std::size_t index, std::string& events) {
  const TokenStep step = choice().step(index);
  switch (step.kind) {
    case TokenStep::Kind::reasoning:
      enter(Block::thinking, 0, events);
      break;
    case TokenStep::Kind::text:
      enter(Block::text, 0, events);
      break;
    case TokenStep::Kind::call:
    case TokenStep::Kind::call_name:
    case TokenStep::Kind::call_arguments:
      enter(Block::call, step.call, events);
      break;
  }
  // A token that completes no character comes with the one that does.
  if (!step.text.empty()) append_delta(step.text, events);
}

void MessagesReplyEncoder::finish_choice(std::size_t /*choice*/, std::string& events) { leave(events); }

void MessagesReplyEncoder::close_stream(std::string& events) {
  events += "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{";
  append_stop(events);
  events += "},";
  append_usage(generation_.total_tokens(), false, events);
  events += "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}

}  // namespace oaisim
