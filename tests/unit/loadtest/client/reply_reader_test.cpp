#include "loadtest/client/reply_reader.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kSent{1h};

TimePoint at(int ms) { return kSent + std::chrono::milliseconds(ms); }

std::string content(const std::string& text) {
  return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
}

const std::string kRole = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
const std::string kDone = "data: [DONE]\n\n";

std::string usage(int tokens) {
  return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":" + std::to_string(tokens) +
         "}}\n\n";
}

// A reply that is fed by hand; every piece has the moment of its recv.
struct Exchange {
  ReplyJson json;
  ReplyReader reply;
  RequestRecord record;

  explicit Exchange(bool stream, int status = 200, Api api = Api::chat) : reply(protocol_of(api), json) {
    reply.start(stream, true);
    reply.on_status(status);
    reply.on_field("Content-Type", stream ? "text/event-stream; charset=utf-8" : "application/json");
  }

  bool feed(const std::string& piece, int ms) { return reply.on_body(piece, at(ms)); }

  RequestRecord& finish(int ms, WireError error = WireError::none) {
    record.intended = kSent;
    reply.finish(error, {.sent = kSent, .first_byte = at(1), .last_byte = at(ms)}, record);
    return record;
  }
};

}  // namespace

TEST_CASE("the first token is the first event with content, not the role") {
  Exchange exchange(true);
  exchange.feed(kRole, 10);
  exchange.feed(content("a"), 30);
  exchange.feed(content("b"), 50);
  exchange.feed(content("c"), 90);
  exchange.feed("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n" + usage(3), 100);
  exchange.feed(kDone, 110);
  const auto& record = exchange.finish(120);
  CHECK(record.outcome == Outcome::success);
  CHECK(record.first_token == at(30));
  CHECK(record.last_token == at(90));
  CHECK(record.done == at(110));
  CHECK(record.closed == at(120));
  CHECK(record.longest_stall == 40ms);
  CHECK(record.content_events == 3);
  CHECK(record.completion_tokens == 3);
  CHECK(record.prompt_tokens == 7);
  CHECK(record.first_event_tokens == 1);
  CHECK(record.token_source == TokenSource::usage);
  REQUIRE(exchange.reply.gaps().size() == 2);
  CHECK(exchange.reply.gaps()[0] == 20ms);
  CHECK(exchange.reply.gaps()[1] == 40ms);
}

TEST_CASE("reasoning, refusals and tool calls are tokens as well") {
  for (const char* delta : {R"({"reasoning_content":"x"})", R"({"refusal":"x"})", R"({"reasoning":"x"})",
                            R"({"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]})"}) {
    Exchange exchange(true);
    exchange.feed(std::string("data: {\"choices\":[{\"delta\":") + delta + "}]}\n\n" + kDone, 30);
    CAPTURE(delta);
    CHECK(exchange.finish(40).first_token == at(30));
  }
}

TEST_CASE("the first event's tokens are its share of the text when events hold several") {
  Exchange exchange(true);
  exchange.feed(content("abcdefgh"), 10);
  exchange.feed(content("ab"), 20);
  exchange.feed(usage(5) + kDone, 30);
  CHECK(exchange.finish(30).first_event_tokens == 4);
}

TEST_CASE("content events are counted when there is no usage") {
  Exchange exchange(true);
  exchange.feed(content("a") + content("b") + kDone, 10);
  const auto& record = exchange.finish(10);
  CHECK(record.completion_tokens == 2);
  CHECK(record.token_source == TokenSource::events);
}

TEST_CASE("a whole reply ends with its last byte and takes its tokens from usage") {
  Exchange exchange(false);
  exchange.feed(R"({"choices":[{"message":{"content":"hello"},"finish_reason":"stop"}],)", 10);
  exchange.feed(R"("usage":{"prompt_tokens":3,"completion_tokens":2}})", 20);
  const auto& record = exchange.finish(20);
  CHECK(record.outcome == Outcome::success);
  CHECK(record.first_token == kNever);
  CHECK(record.last_token == at(20));
  CHECK(record.completion_tokens == 2);
}

TEST_CASE("a stream that ends without its [DONE], in an error or within the reply is broken") {
  Exchange without_done(true);
  without_done.feed(content("a"), 10);
  CHECK(without_done.finish(20).outcome == Outcome::broken_stream);

  Exchange cut(true);
  cut.feed(content("a"), 10);
  CHECK(cut.finish(20, WireError::truncated).outcome == Outcome::broken_stream);

  Exchange error(true);
  CHECK_FALSE(error.feed("data: {\"error\":{\"message\":\"overloaded\"}}\n\n", 10));
  CHECK(error.finish(20, WireError::rejected).outcome == Outcome::broken_stream);
}

TEST_CASE("what is no chat completion is a bad body") {
  for (const char* body :
       {"", "garbage", "[]", "{}", R"({"choices":[{]})", R"({"choices":1})", R"({"choices":[]} x)"}) {
    Exchange exchange(false);
    exchange.feed(body, 10);
    CAPTURE(body);
    CHECK(exchange.finish(10).outcome == Outcome::bad_body);
  }
  Exchange event(true);
  CHECK_FALSE(event.feed("data: {\"choices\":\n\n", 10));
  CHECK(event.finish(10, WireError::rejected).outcome == Outcome::bad_body);

  Exchange no_stream(true);
  no_stream.reply.on_field("content-type", "application/json");
  CHECK_FALSE(no_stream.feed(R"({"choices":[]})", 10));
  CHECK(no_stream.finish(10, WireError::rejected).outcome == Outcome::bad_body);

  Exchange redirect(false, 302);
  CHECK(redirect.finish(10).outcome == Outcome::bad_body);
  Exchange not_http(false, 0);
  CHECK(not_http.finish(10, WireError::malformed).outcome == Outcome::bad_body);
}

TEST_CASE("statuses, deadlines and a stop have classes of their own") {
  const auto outcome = [](int status, WireError error) { return Exchange(false, status).finish(10, error).outcome; };
  CHECK(outcome(404, WireError::none) == Outcome::client_error);
  CHECK(outcome(429, WireError::none) == Outcome::rate_limited);
  CHECK(outcome(503, WireError::none) == Outcome::server_error);
  CHECK(outcome(500, WireError::truncated) == Outcome::server_error);
  CHECK(outcome(200, WireError::timed_out) == Outcome::timeout);
  CHECK(outcome(0, WireError::truncated) == Outcome::broken_stream);
  CHECK(outcome(200, WireError::cancelled) == Outcome::abandoned);
}

TEST_CASE("a 429 names its limit by the error's type or else by the one reset header") {
  const auto reason = [](const std::string& body, std::vector<const char*> headers) {
    Exchange exchange(false, 429);
    for (const char* header : headers) exchange.reply.on_field(header, "1");
    exchange.feed(body, 10);
    return exchange.finish(10).limit_reason;
  };
  CHECK(reason(R"({"error":{"type":"tokens"}})", {"x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"}) ==
        LimitReason::tokens);
  CHECK(reason(R"({"error":{"type":"requests"}})", {}) == LimitReason::requests);
  CHECK(reason(R"({"error":{"code":"429"}})", {"X-RateLimit-Reset-Tokens"}) == LimitReason::tokens);
  CHECK(reason(R"({"error":{"code":"429"}})", {"x-ratelimit-reset-requests"}) == LimitReason::requests);
  CHECK(reason("garbage", {}) == LimitReason::other);
}

TEST_CASE("retry-after is read in milliseconds before seconds, and a date is none") {
  const auto retry_after = [](std::vector<std::pair<const char*, const char*>> headers) {
    Exchange exchange(false, 429);
    for (const auto& [name, value] : headers) exchange.reply.on_field(name, value);
    return exchange.finish(10).retry_after;
  };
  CHECK(retry_after({{"Retry-After", "2"}}) == 2s);
  CHECK(retry_after({{"retry-after-ms", "1500"}, {"retry-after", "2"}}) == 1500ms);
  CHECK(retry_after({{"retry-after", "2"}, {"retry-after-ms", "1500"}}) == 1500ms);
  CHECK(retry_after({{"retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"}}) == 0s);
}

TEST_CASE("nothing of one reply is left for the next") {
  Exchange exchange(true);
  exchange.feed(content("a") + content("b"), 10);
  exchange.finish(10);
  exchange.reply.start(true, true);
  exchange.record = {};
  const auto& record = exchange.finish(20, WireError::truncated);
  CHECK(record.content_events == 0);
  CHECK(record.first_token == kNever);
  CHECK(record.status == 0);
  CHECK(exchange.reply.gaps().empty());
  CHECK(exchange.reply.answer().empty());
}

TEST_CASE("reasoning that no event shows is not among the tokens of the events") {
  const std::string hidden =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":12,"
      "\"prompt_tokens_details\":{\"cached_tokens\":5},"
      "\"completion_tokens_details\":{\"reasoning_tokens\":10}}}\n\n";
  Exchange exchange(true);
  exchange.feed(content("a") + content("b") + hidden + kDone, 10);
  const auto& record = exchange.finish(10);
  CHECK(record.completion_tokens == 12);
  CHECK(record.reasoning_tokens == 10);
  CHECK(record.hidden_tokens == 10);
  CHECK(record.cached_tokens == 5);
  CHECK(record.first_event_tokens == 1);

  Exchange shown(true);
  shown.feed("data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"x\"}}]}\n\n" + hidden + kDone, 10);
  CHECK(shown.finish(10).hidden_tokens == 0);
}

TEST_CASE("plain HTTP succeeds with any 2xx, whatever it holds") {
  for (const int status : {200, 201, 204}) {
    Exchange exchange(false, status, Api::http);
    exchange.feed("\xff not JSON", 10);
    CAPTURE(status);
    CHECK(exchange.finish(20).outcome == Outcome::success);
    CHECK(exchange.record.last_token == at(20));
    CHECK(exchange.reply.body().empty());
  }
  CHECK(Exchange(false, 302, Api::http).finish(10).outcome == Outcome::bad_body);
}

TEST_CASE("a stream is given up after so many events with content, wherever the pieces were cut") {
  const auto given_up_after = [](std::int64_t events, const std::vector<std::string>& pieces) {
    Exchange exchange(true);
    exchange.reply.start(true, true, events);
    exchange.reply.on_status(200);
    exchange.reply.on_field("Content-Type", "text/event-stream");
    bool goes_on = true;
    for (std::size_t i = 0; i < pieces.size() && goes_on; ++i) {
      goes_on = exchange.feed(pieces[i], 10 * static_cast<int>(i + 1));
    }
    exchange.finish(100, goes_on ? WireError::none : WireError::rejected);
    return exchange.record;
  };
  const std::vector<std::string> pieces{kRole, content("a"), content("b"), content("c"), usage(3) + kDone};
  auto record = given_up_after(2, pieces);
  CHECK(record.outcome == Outcome::cancelled);
  CHECK(record.content_events == 2);  // the role is none
  CHECK(record.last_token == at(30));
  record = given_up_after(2, {pieces[0] + pieces[1] + pieces[2] + pieces[3] + pieces[4]});
  CHECK(record.outcome == Outcome::cancelled);
  CHECK(record.content_events == 2);
  CHECK(given_up_after(3, pieces).outcome == Outcome::cancelled);  // the end is not waited for
  CHECK(given_up_after(4, pieces).outcome == Outcome::success);
  CHECK(given_up_after(0, pieces).outcome == Outcome::success);
}

TEST_CASE("the server's own times are kept when they are wanted, each with the events that had come before") {
  const std::string told = content("a") + ": sim-timing token=0 due_ns=10000000 sent_ns=11000000\n\n" + content("b") +
                           content("c") +
                           ": sim-timing token=1 due_ns=20000000 sent_ns=21000000\n\n"
                           ": sim-timing token=2 due_ns=20000000 sent_ns=21000000\n\n" +
                           kDone;
  Exchange exchange(true);
  exchange.reply.keep_server_times();
  for (int round = 0; round < 2; ++round) {  // the times of the reply before are forgotten
    exchange.reply.start(true, false);
    exchange.reply.on_status(200);
    exchange.reply.on_field("Content-Type", "text/event-stream");
    exchange.feed(told, 30);
    CHECK(exchange.finish(40).outcome == Outcome::success);
    const auto times = exchange.reply.server_times();
    REQUIRE(times.size() == 3);
    CHECK(times[0].content_events == 1);
    CHECK(times[1].content_events == 3);
    CHECK(times[2].content_events == 3);
    CHECK(times[2].token == 2);
    CHECK(times[1].at.due == 20ms);
    CHECK(times[1].at.sent == 21ms);
  }
}

TEST_CASE("a whole reply tells the server's times in its head") {
  Exchange exchange(false);
  exchange.reply.keep_server_times();
  exchange.reply.on_field("X-Sim-Timing", "due_ns=90000000; sent_ns=90071000");
  REQUIRE(exchange.reply.server_times().size() == 1);
  CHECK(exchange.reply.server_times()[0].at.sent == 90'071us);
}
