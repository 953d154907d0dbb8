#include "loadtest/client/http_protocol.h"

namespace oaisim::loadtest {

void HttpProtocol::write_body(std::string& out, const Target&, const RequestPlan&, const Ask& ask) const {
  out += ask.payload;
}

ReplyFacts HttpProtocol::read_whole(ReplyJson&, std::string_view, std::string*) const { return {.valid = true}; }

ReplyFacts HttpProtocol::read_event(ReplyJson&, const SseEvent&, std::string*) const { return {}; }

}  // namespace oaisim::loadtest
