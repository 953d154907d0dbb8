// The few facts that a measurement needs from the JSON of a reply: one event of a stream, a whole reply, an
// error.
//
// Reads with simdjson, whose instruction set is chosen at run time, and validates the whole text.  Both
// {"choices":[{"delta":..}]} and {"choices":[{"message":..}]} are understood. Source: OpenAI API reference, "The chat
// completion object" and "The chat completion chunk object". Thread safety: none; each worker has its own.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "common/base/units.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

struct ReplyFacts {
  bool valid = false;             // a JSON object
  bool has_choices = false;       // with an array `choices`, even an empty one
  bool has_error = false;         // with an `error` that is not null
  std::size_t content_bytes = 0;  // of content, reasoning, refusal and tool calls; 0: carries no token
  std::optional<TokenCount> prompt_tokens;
  std::optional<TokenCount> completion_tokens;
};

class ReplyJson {
 public:
  ReplyJson();
  ~ReplyJson();
  ReplyJson(const ReplyJson&) = delete;
  ReplyJson& operator=(const ReplyJson&) = delete;

  ReplyFacts read(std::string_view json);

  // The limit that the error of a 429 names by its `type`; none when it names none.
  LimitReason read_limit_reason(std::string_view json);

 private:
  struct State;  // keeps simdjson out of this header
  std::unique_ptr<State> state_;
};

}  // namespace oaisim::loadtest
