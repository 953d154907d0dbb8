#include "loadtest/client/embeddings_protocol.h"

#include "loadtest/client/body_writer.h"
#include "loadtest/client/reply_members.h"

namespace oaisim::loadtest {

void EmbeddingsProtocol::write_body(std::string& out, const Target& target, const RequestPlan& plan,
                                    const Ask& ask) const {
  BodyWriter body(out, plan.fields);
  if (!target.model.empty()) body.add("model", target.model);
  body.add("input", ask.turns.back().user);
  body.end();
}

ReplyFacts EmbeddingsProtocol::read_whole(ReplyJson& json, std::string_view body, std::string*) const {
  ReplyFacts facts;
  simdjson::dom::object object;
  if (!parse_object(json, body, object)) return facts;
  for (const auto [key, value] : object) {
    if (key == "data") {
      facts.valid = value.is_array();
    } else if (key == "usage") {
      facts.usage = openai_usage(value);
    } else if (key == "error") {
      facts.error = !value.is_null();
    }
  }
  // Some servers send 0, others leave it out: an embedding has no completion.
  facts.usage.completion = 0;
  return facts;
}

ReplyFacts EmbeddingsProtocol::read_event(ReplyJson&, const SseEvent&, std::string*) const { return {}; }

}  // namespace oaisim::loadtest
