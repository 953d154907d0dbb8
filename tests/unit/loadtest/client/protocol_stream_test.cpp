// Every streaming protocol gives the same figures of its stream, however the bytes of it were cut.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loadtest/client/reply_reader.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

struct Stream {
  const char* name;
  Api api;
  std::string text;
  std::string answer;
  std::int64_t events;  // with content
  TokenCount prompt, completion, cached, reasoning, hidden;
};

const std::string kChat =
    ": a comment\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"content":"grün"}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"content":""}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"content":" 世界!"}},{"index":1,"delta":{"content":"+"}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
    "\n\n"
    R"(data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":8,"prompt_tokens_details":)"
    R"({"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":1}}})"
    "\n\ndata: [DONE]\n\n";

const std::string kCompletions = R"(data: {"choices":[{"text":"","index":0}]})"
                                 "\n\n"
                                 R"(data: {"choices":[{"text":"a b","index":0}]})"
                                 "\n\n"
                                 R"(data: {"choices":[{"text":"ç","index":0,"finish_reason":"stop"}]})"
                                 "\n\n"
                                 R"(data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":3}})"
                                 "\n\ndata: [DONE]\n\n";

const std::string kResponses =
    R"(event: response.created
data: {"type":"response.created","response":{"status":"in_progress","usage":null}}

event: response.reasoning_summary_text.delta
data: {"type":"response.reasoning_summary_text.delta","delta":"so"}

event: response.output_text.delta
data: {"type":"response.output_text.delta","delta":""}

event: response.output_text.delta
data: {"type":"response.output_text.delta","delta":"Hé"}

: keep-alive

data: {"type":"response.output_text.delta","delta":"llo"}

event: response.refusal.delta
data: {"type":"response.refusal.delta","delta":"no"}

event: response.function_call_arguments.delta
data: {"type":"response.function_call_arguments.delta","delta":"{\"a\":1}"}

event: response.output_text.done
data: {"type":"response.output_text.done","text":"Héllo"}

event: response.completed
data: {"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":2},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":3}}}}

)";

const std::string kMessages =
    R"(event: message_start
data: {"type":"message_start","message":{"usage":{"input_tokens":5,"cache_read_input_tokens":2,"cache_creation_input_tokens":1,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"xyz"}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße"}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}

event: content_block_stop
data: {"type":"content_block_stop","index":2}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}

event: message_stop
data: {"type":"message_stop"}

)";

const std::vector<Stream> kStreams{
    {"chat", Api::chat, kChat, "grün 世界!+", 4, 9, 8, 4, 1, 0},
    {"completions", Api::completions, kCompletions, "a bç", 2, 3, 3, 0, 0, 0},
    {"responses", Api::responses, kResponses, "Héllo", 5, 5, 9, 2, 3, 0},
    {"messages", Api::messages, kMessages, "Grüße", 3, 8, 7, 2, 0, 0},
};

std::string with_crlf(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

// Fed in two pieces, the second a millisecond after the first.
void check(const Stream& stream, const std::string& text, std::size_t cut) {
  CAPTURE(stream.name);
  CAPTURE(cut);
  constexpr TimePoint kSent{std::chrono::hours(1)};
  constexpr TimePoint kFirst = kSent + std::chrono::milliseconds(1), kSecond = kSent + std::chrono::milliseconds(2);
  ReplyJson json;
  ReplyReader reply(protocol_of(stream.api), json);
  reply.start(true, true);
  reply.on_status(200);
  reply.on_field("content-type", "text/event-stream");
  REQUIRE(reply.on_body(text.substr(0, cut), kFirst));
  REQUIRE(reply.on_body(text.substr(cut), kSecond));
  RequestRecord record;
  reply.finish(WireError::none, {.sent = kSent, .first_byte = kFirst, .last_byte = kSecond}, record);
  CHECK(record.outcome == Outcome::success);
  CHECK(record.content_events == stream.events);
  CHECK(record.prompt_tokens == stream.prompt);
  CHECK(record.completion_tokens == stream.completion);
  CHECK(record.cached_tokens == stream.cached);
  CHECK(record.reasoning_tokens == stream.reasoning);
  CHECK(record.hidden_tokens == stream.hidden);
  CHECK(record.token_source == TokenSource::usage);
  const std::size_t end = text.size() - (text.ends_with("\r\n") ? 1 : 0);  // the last \r ends the last line
  CHECK(record.done == (cut >= end ? kFirst : kSecond));
  CHECK(reply.gaps().size() == static_cast<std::size_t>(stream.events - 1));
  CHECK(reply.answer() == stream.answer);
}

ReplyFacts read(Api api, const std::string& type, const std::string& data) {
  ReplyJson json;
  return protocol_of(api).read_event(json, {.type = type, .data = data}, nullptr);
}

}  // namespace

TEST_CASE("a stream has the same figures wherever it is cut, in all line ends") {
  for (const auto& stream : kStreams) {
    for (std::size_t cut = 0; cut <= stream.text.size(); ++cut) check(stream, stream.text, cut);
    const std::string crlf = with_crlf(stream.text);
    for (std::size_t cut = 0; cut < crlf.size(); cut += 3) check(stream, crlf, cut);
  }
}

TEST_CASE("without its last event no stream is complete") {
  for (const auto& stream : kStreams) {
    ReplyJson json;
    ReplyReader reply(protocol_of(stream.api), json);
    reply.start(true, false);
    reply.on_status(200);
    reply.on_field("content-type", "text/event-stream");
    const auto last = stream.text.rfind("\n\n", stream.text.size() - 3);
    reply.on_body(stream.text.substr(0, last + 2), TimePoint{std::chrono::hours(1)});
    RequestRecord record;
    reply.finish(WireError::none, {}, record);
    CAPTURE(stream.name);
    CHECK(record.outcome == Outcome::broken_stream);
  }
}

TEST_CASE("each protocol knows the event that ends its stream, and an error") {
  CHECK(read(Api::chat, "", "[DONE]").finished);
  CHECK(read(Api::chat, "", R"({"error":{"message":"x"}})").error);
  CHECK_FALSE(read(Api::chat, "", R"({"choices":[],"error":null})").error);
  for (const char* type : {"response.completed", "response.incomplete"}) {
    const auto facts = read(Api::responses, type, R"({"response":{}})");
    CHECK(facts.finished);
    CHECK_FALSE(facts.error);
  }
  CHECK(read(Api::responses, "", R"({"type":"response.failed","response":{"error":{"message":"x"}}})").error);
  CHECK(read(Api::responses, "error", R"({"type":"error","message":"x"})").error);
  CHECK(read(Api::messages, "message_stop", "{}").finished);
  CHECK(read(Api::messages, "error", R"({"type":"error","error":{"message":"x"}})").error);
}

TEST_CASE("what is no JSON object is no event of any protocol, and unknown events are passed over") {
  for (const Api api : {Api::chat, Api::completions, Api::responses, Api::messages}) {
    for (const char* data : {"", "x", "[]", "{\"a\":", "{}x", "null"}) CHECK_FALSE(read(api, "", data).valid);
  }
  CHECK(read(Api::responses, "response.new_thing", "{}").valid);
  CHECK(read(Api::messages, "new_thing", "{}").valid);
  CHECK_FALSE(read(Api::messages, "", "{}").valid);
}
