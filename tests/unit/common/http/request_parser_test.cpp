#include "common/http/request_parser.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaisim;
using State = RequestParser::State;

namespace {

// Feeds `bytes` in pieces of `step`, keeping what the parser leaves, as a connection does.
State feed(RequestParser& parser, std::string_view bytes, std::size_t step, std::string* left = nullptr) {
  std::string buffer;
  State state = State::need_more;
  while (true) {
    std::size_t used = 0;
    state = parser.consume(buffer, used);
    buffer.erase(0, used);
    if (state == State::done || state == State::failed) break;
    if (state == State::header_done) continue;
    if (bytes.empty()) break;
    buffer.append(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  if (left != nullptr) *left = buffer + std::string(bytes);
  return state;
}

constexpr std::string_view kPost =
    "POST /v1//chat/%63ompletions?api-version=2024-06-01&x=1 HTTP/1.1\r\nHost: h\r\nAPI-Key:  secret \r\n"
    "Content-Length: 11\r\n\r\nhello world";
constexpr std::string_view kChunked =
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n";

}  // namespace

TEST_CASE("a request is the same however its bytes are cut") {
  for (const auto text : {kPost, kChunked}) {
    for (std::size_t step = 1; step <= text.size(); ++step) {
      RequestParser parser(4096, 4096);
      REQUIRE(feed(parser, text, step) == State::done);
      REQUIRE(parser.request().body() == "hello world");
      REQUIRE(parser.request().method() == HttpMethod::post);
    }
  }
  RequestParser parser(4096, 4096);
  feed(parser, kPost, 10);
  CHECK(parser.request().path() == "/v1/chat/completions");
  CHECK(parser.request().query("api-version") == "2024-06-01");
  CHECK(parser.request().query("x") == "1");
  CHECK(parser.request().query("api").empty());
  CHECK(parser.request().header("api-key") == "secret");
  CHECK(parser.keep_alive());
}

TEST_CASE("pipelined requests are read one after another") {
  RequestParser parser(4096, 4096);
  std::string left;
  REQUIRE(feed(parser, std::string(kPost) + std::string(kChunked), 4096, &left) == State::done);
  CHECK(left == kChunked);
  parser.reset();
  CHECK(feed(parser, left, 7) == State::done);
  CHECK(parser.request().header("api-key").empty());
}

TEST_CASE("what is too large or malformed is refused with the status that says so") {
  struct Case {
    std::string text;
    int status;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(5000, 'a') + "\r\n\r\n", 431},
      {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 431},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + std::string(5000, 'x'), 413},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400},
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/9.9\r\n\r\n", 505},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text.substr(0, 60));
    RequestParser parser(4096, 4096);
    CHECK(feed(parser, c.text, 512) == State::failed);
    CHECK(parser.refusal().status == c.status);
  }
}

TEST_CASE("HTTP/1.0 closes unless it asks not to") {
  RequestParser parser(4096, 4096);
  feed(parser, "GET / HTTP/1.0\r\n\r\n", 100);
  CHECK(parser.request().version() == 10);
  CHECK_FALSE(parser.keep_alive());
  parser.reset();
  feed(parser, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 100);
  CHECK(parser.keep_alive());
}
