// How the protocols read the members of a reply with simdjson.
//
// What is missing or of another type than expected is as good as not there: a measurement goes on.
// Ownership: elements are valid until the next parse().  Thread safety: as ReplyJson.
#pragma once

#include <simdjson.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/sse_parser.h"
#include "loadtest/client/reply_facts.h"
#include "loadtest/client/reply_json.h"

namespace oaisim::loadtest {

struct ReplyJson::State {
  simdjson::dom::parser parser;
  std::vector<char> padded;  // simdjson reads a little beyond the end

  simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view json) {
    const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
    if (padded.size() < needed) padded.resize(needed * 2);
    if (!json.empty()) std::memcpy(padded.data(), json.data(), json.size());
    return parser.parse(padded.data(), json.size(), false);
  }
};

// False: it is no JSON object.
inline bool parse_object(ReplyJson& json, std::string_view text, simdjson::dom::object& object) {
  return json.state().parse(text).get_object().get(object) == simdjson::SUCCESS;
}

inline std::string_view text_of(simdjson::simdjson_result<simdjson::dom::element> value) {
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

inline std::string_view text_of(simdjson::dom::element value) {
  return text_of(simdjson::simdjson_result<simdjson::dom::element>(std::move(value)));
}

inline std::optional<TokenCount> tokens_of(simdjson::simdjson_result<simdjson::dom::element> value) {
  std::int64_t tokens = 0;
  if (value.get_int64().get(tokens) != simdjson::SUCCESS || tokens < 0) return std::nullopt;
  return tokens;
}

// Of all strings within: of a text, or of the names and arguments of tool calls.
std::size_t text_bytes(simdjson::dom::element value);

inline void append_answer(std::string* answer, std::string_view text) {
  if (answer != nullptr) answer->append(text);
}

// `usage` as chat and completions have it.
TokenUsage openai_usage(simdjson::dom::element usage);
// `usage` with input_tokens and output_tokens.
TokenUsage responses_usage(simdjson::dom::element usage);

// A reply of chat or completions, and an event of its stream, of which `read` takes each choice.
using ReadChoice = void (*)(simdjson::dom::object choice, ReplyFacts& facts, std::string* answer);
ReplyFacts read_completion(ReplyJson& json, std::string_view text, std::string* answer, ReadChoice read);
ReplyFacts read_completion_event(ReplyJson& json, const SseEvent& event, std::string* answer, ReadChoice read);

}  // namespace oaisim::loadtest
