// Any HTTP endpoint: the payload is sent as it is, and every 2xx is a success, whatever its body.
//
// Source: RFC 9110, 15.3.  Thread safety: all of it.
#pragma once

#include "loadtest/client/protocol.h"

namespace oaisim::loadtest {

class HttpProtocol final : public Protocol {
 public:
  void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const override;
  ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const override;
  ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const override;
  bool is_success(int status) const override { return status >= 200 && status < 300; }
  bool reads_body() const override { return false; }
  std::string_view last_event() const override { return {}; }
  std::string_view reply_name() const override { return "reply"; }
};

}  // namespace oaisim::loadtest
