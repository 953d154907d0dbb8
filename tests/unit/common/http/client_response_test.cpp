#include "common/http/client_response.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;
using State = ResponseParser::State;

namespace {

struct Collected final : ResponseSink {
  int status = 0;
  std::string fields;
  std::string body;
  std::size_t refuse_after = std::string::npos;

  void on_status(int value) override { status = value; }
  void on_field(std::string_view name, std::string_view value) override {
    fields += std::string(name) + "=" + std::string(value) + ";";
  }
  bool on_body(std::string_view piece, TimePoint) override {
    body.append(piece);
    return body.size() <= refuse_after;
  }
};

// Feeds the text in pieces of `step` bytes, as a connection would: what was not used comes again.
State feed(ResponseParser& parser, std::string_view text, std::size_t step) {
  std::string pending;
  for (std::size_t at = 0; at < text.size() && parser.state() == State::reading; at += step) {
    pending.append(text.substr(at, step));
    pending.erase(0, parser.feed(pending, TimePoint{}));
  }
  return parser.state();
}

struct Case {
  const char* name;
  std::string text;
};

const Case kReplies[] = {
    {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello"},
    {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"},
    {"interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello"},
};

}  // namespace

TEST_CASE("a reply is read the same in pieces of any size") {
  for (const auto& [name, text] : kReplies) {
    for (std::size_t step = 1; step <= text.size(); ++step) {
      CAPTURE(name);
      CAPTURE(step);
      ResponseParser parser({});
      Collected sink;
      parser.start(sink);
      REQUIRE(feed(parser, text, step) == State::done);
      CHECK(sink.status == 200);
      CHECK(sink.body == "hello");
      CHECK(sink.fields.find("A=b;") != std::string::npos);
      CHECK(parser.keep_alive());
    }
  }
}

TEST_CASE("a body without a length ends with the connection") {
  ResponseParser parser({});
  Collected sink;
  parser.start(sink);
  CHECK(feed(parser, "HTTP/1.1 200 OK\r\n\r\nhello", 7) == State::reading);
  parser.finish();
  CHECK(parser.state() == State::done);
  CHECK(sink.body == "hello");
  CHECK_FALSE(parser.keep_alive());
}

TEST_CASE("a connection that ends early truncates a reply of known length, a chunked one and an empty one") {
  for (const char* text : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) {
    ResponseParser parser({});
    Collected sink;
    parser.start(sink);
    feed(parser, text, 100);
    parser.finish();
    CAPTURE(text);
    CHECK(parser.state() == State::truncated);
  }
}

TEST_CASE("what is not HTTP is malformed") {
  for (const char* text : {"garbage\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"}) {
    ResponseParser parser({});
    Collected sink;
    parser.start(sink);
    CAPTURE(text);
    CHECK(feed(parser, text, 1000) == State::malformed);
  }
}

TEST_CASE("a header or a body above its limit is malformed") {
  const std::string long_header = "HTTP/1.1 200 OK\r\nA: " + std::string(2000, 'x') + "\r\n\r\n";
  const std::string long_body = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n";
  for (const auto& text : {long_header, long_body}) {
    ResponseParser parser({.header_bytes = 1000, .body_bytes = 100});
    Collected sink;
    parser.start(sink);
    CHECK(feed(parser, text, 5000) == State::malformed);
  }
}

TEST_CASE("a sink that refuses a piece ends the reply") {
  ResponseParser parser({});
  Collected sink;
  sink.refuse_after = 2;
  parser.start(sink);
  CHECK(feed(parser, kReplies[0].text, 1000) == State::refused);
}

TEST_CASE("bytes after a reply are left to the caller") {
  ResponseParser parser({});
  Collected sink;
  parser.start(sink);
  const std::string text = kReplies[0].text + "HTTP/1.1";
  CHECK(parser.feed(text, TimePoint{}) == kReplies[0].text.size());
}
