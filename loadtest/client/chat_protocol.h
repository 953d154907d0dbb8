// Chat completions.
//
//   {"model":M,"messages":[{"role":"system","content":S},{"role":"user","content":U},..],"max_tokens":N,
//    "stream":true,"stream_options":{"include_usage":true}}
//   data: {"choices":[{"delta":{"content":"x"}}]}   ..   data: {"choices":[],"usage":{..}}   data: [DONE]
//
// Source: OpenAI API reference, "Create chat completion" and "The chat completion chunk object".
// Thread safety: all of it.
#pragma once

#include "loadtest/client/protocol.h"

namespace oaisim::loadtest {

class ChatProtocol final : public Protocol {
 public:
  void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const override;
  ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const override;
  ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const override;
  std::string_view last_event() const override { return "[DONE]"; }
  std::string_view reply_name() const override { return "chat completion"; }
};

}  // namespace oaisim::loadtest
