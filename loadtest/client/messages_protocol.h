// Anthropic's Messages.
//
//   {"model":M,"max_tokens":N,"system":S,"messages":[{"role":"user","content":U},..],"stream":true}
//   event: message_start         data: {"type":..,"message":{"usage":{"input_tokens":7,..}}}
//   event: content_block_delta   data: {"type":..,"delta":{"type":"text_delta","text":"x"}}
//   event: message_delta         data: {"type":..,"usage":{"output_tokens":3}}
//   event: message_stop
//
// Texts, thinking and the JSON of a tool's input carry tokens; the signature of thinking is none.  The prompt's tokens
// are those that were read, with what was read from a cache or written to one.
// Source: Anthropic API reference, "Messages" and "Streaming Messages".  Thread safety: all of it.
#pragma once

#include "loadtest/client/protocol.h"

namespace oaisim::loadtest {

class MessagesProtocol final : public Protocol {
 public:
  void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const override;
  ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const override;
  ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const override;
  std::string_view last_event() const override { return "message_stop"; }
  std::string_view reply_name() const override { return "message"; }
};

}  // namespace oaisim::loadtest
