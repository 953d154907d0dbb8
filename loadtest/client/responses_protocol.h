// Responses, with the conversation so far in each request.
//
//   {"model":M,"instructions":S,"input":[{"role":"user","content":U},..],"max_output_tokens":N,"stream":true}
//   event: response.output_text.delta   data: {"type":"response.output_text.delta","delta":"x"}
//   event: response.completed           data: {"type":"response.completed","response":{"usage":{..}}}
//
// Every event `response.*.delta` with a text carries tokens: of the answer, a refusal, reasoning, or the arguments of
// a call.  `response.completed` and `response.incomplete` (the limit of tokens was reached) end a stream well.
// Source: OpenAI API reference, "Create a model response" and "Streaming events".  Thread safety: all of it.
#pragma once

#include "loadtest/client/protocol.h"

namespace oaisim::loadtest {

class ResponsesProtocol final : public Protocol {
 public:
  void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const override;
  ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const override;
  ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const override;
  std::string_view last_event() const override { return "response.completed"; }
  std::string_view reply_name() const override { return "response"; }
};

}  // namespace oaisim::loadtest
