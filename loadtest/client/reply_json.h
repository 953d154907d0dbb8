// Reads the JSON of replies for the protocols: a parser whose memory is kept from one reply to the next.
//
// Reads with simdjson, whose instruction set is chosen at run time, and validates the whole text.  How its elements
// are read is in reply_members.h, so that nobody else waits for simdjson to compile.
// Thread safety: none; each worker has its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

class ReplyJson {
 public:
  ReplyJson();
  ~ReplyJson();
  ReplyJson(const ReplyJson&) = delete;
  ReplyJson& operator=(const ReplyJson&) = delete;

  // The limit that the error of a 429 names by its `type`; none when it names none.
  LimitReason read_limit_reason(std::string_view json);

  // What an error says, in the forms of OpenAI, Azure, Anthropic and others; empty when it is none of them.
  std::string read_error(std::string_view json);

  struct State;  // keeps simdjson out of this header
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace oaisim::loadtest
