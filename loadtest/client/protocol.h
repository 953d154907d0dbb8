// What an API has of its own on the wire: the body of a request, and where its replies have their tokens.
//
//   const Protocol& protocol = protocol_of(Api::chat);
//   protocol.write_body(out, target, plan, ask);
//   ReplyFacts facts = protocol.read_event(json, event, nullptr);
//
// Where a request goes and how it is authorised is in plan/target.h and request_head.h.
// Ownership: protocols live as long as the program.  Thread safety: all of it; they have no state.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/http/sse_parser.h"
#include "loadtest/client/reply_facts.h"
#include "loadtest/datasets/sample.h"
#include "loadtest/plan/request_plan.h"
#include "loadtest/plan/target.h"

namespace oaisim::loadtest {

class ReplyJson;

// What one request is about.
struct Ask {
  std::string_view system = {};                 // empty: none
  std::span<const Turn> turns = {};             // all but the last have been answered with their recorded_reply
  std::string_view payload = {};                // of plain HTTP
  std::optional<std::int64_t> max_tokens = {};  // none: the server decides
};

class Protocol {
 public:
  virtual ~Protocol() = default;

  // Appends the body of a request.  REQUIRES: texts are valid UTF-8; `ask` has a turn, but for plain HTTP.
  virtual void write_body(std::string& out, const Target& target, const RequestPlan& plan, const Ask& ask) const = 0;

  // Reads a whole reply.  Its text is appended to `answer`, unless that is null.
  virtual ReplyFacts read_whole(ReplyJson& json, std::string_view body, std::string* answer) const = 0;

  // Reads an event of a stream, likewise.
  virtual ReplyFacts read_event(ReplyJson& json, const SseEvent& event, std::string* answer) const = 0;

  // Whether a reply of this status is what was asked for, and whether anything is read of it.
  virtual bool is_success(int status) const { return status == 200; }
  virtual bool reads_body() const { return true; }

  // What ends a stream, for those who miss it; how a reply is called, for those who get another.
  virtual std::string_view last_event() const = 0;
  virtual std::string_view reply_name() const = 0;
};

const Protocol& protocol_of(Api api);

}  // namespace oaisim::loadtest
