// Embeddings of one text: the last turn of the sample.  Replies are whole and have no completion tokens.
//
//   {"model":M,"input":U}   {"data":[{"embedding":[..]}],"usage":{"prompt_tokens":7}}
//
// Source: OpenAI API reference, "Create embeddings".  Thread safety: all of it.
#pragma once

#include "loadtest/client/protocol.h"

namespace oaisim::loadtest {

class EmbeddingsProtocol final : public Protocol {
 public:
  void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const override;
  ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const override;
  ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const override;
  std::string_view last_event() const override { return {}; }
  std::string_view reply_name() const override { return "list of embeddings"; }
};

}  // namespace oaisim::loadtest
