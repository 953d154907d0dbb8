#include "common/http/sse_parser.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"

using namespace oaisim;

namespace {

using Events = std::vector<std::pair<std::string, std::string>>;  // type, data

Events parse(const std::vector<std::string_view>& pieces) {
  SseParser parser;
  Events events;
  for (const auto piece : pieces) {
    REQUIRE(parser.feed(piece, [&](const SseEvent& e) { events.emplace_back(e.type, e.data); }));
  }
  return events;
}

// What a writer sends, and the events that were meant.
struct Written {
  std::string bytes;
  Events events;
};

std::string random_text(Random& random, std::size_t longest) {
  static constexpr std::string_view kAlphabet = "ab: {}\"é";
  std::string text;
  for (auto n = random.below(longest + 1); n > 0; --n) text.push_back(kAlphabet[random.below(kAlphabet.size())]);
  return text;
}

// Lines end in one way or in two of them (\r before \n would be read as one end); comments, unknown fields and events
// without data in between.
Written write_stream(Random& random) {
  static constexpr std::string_view kEnds[] = {"\n", "\r\n", "\r"};
  const auto style = random.below(5);
  const auto end = [&] { return std::string(kEnds[style < 3 ? style : style - 3 + random.below(2)]); };
  Written written;
  if (random.below(3) == 0) written.bytes += "\xEF\xBB\xBF";
  for (auto n = random.below(8); n > 0; --n) {
    if (random.below(3) == 0) written.bytes += ":" + random_text(random, 6) + end();
    if (random.below(4) == 0) written.bytes += "id: 7" + end() + "retry" + end();
    std::string type, data;
    if (random.below(3) == 0) {
      type = random_text(random, 4) + "t";
      written.bytes += "event: " + type + end();
    }
    const auto lines = random.below(4);
    for (std::uint64_t i = 0; i < lines; ++i) {
      const std::string line = random_text(random, 12);
      written.bytes += "data: " + line + end();
      data += (i == 0 ? "" : "\n") + line;
    }
    written.bytes += end();
    if (lines > 0) written.events.emplace_back(type, data);
  }
  return written;
}

}  // namespace

TEST_CASE("events come out as they were written, split at every position") {
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    const Written written = write_stream(random);
    CAPTURE(written.bytes);
    REQUIRE(parse({written.bytes}) == written.events);
    const std::string_view all = written.bytes;
    for (std::size_t at = 0; at <= all.size(); ++at)
      REQUIRE(parse({all.substr(0, at), all.substr(at)}) == written.events);
    std::vector<std::string_view> bytes;
    for (std::size_t at = 0; at < all.size(); ++at) bytes.push_back(all.substr(at, 1));
    REQUIRE(parse(bytes) == written.events);
  }
}

TEST_CASE("one leading space of a value is dropped and no more") {
  CHECK(parse({"data:x\n\ndata:  y\n\ndata\n\n"}) == Events{{"", "x"}, {"", " y"}, {"", ""}});
}

TEST_CASE("an unfinished event is not reported") { CHECK(parse({"data: a\n\ndata: b\n"}) == Events{{"", "a"}}); }

TEST_CASE("a carriage return ends an event before its newline has come") {
  CHECK(parse({"data: a\r\r", "\ndata: b\r\n\r\n"}) == Events{{"", "a"}, {"", "b"}});
}

TEST_CASE("a line or an event above its limit ends the stream") {
  SseParser parser({.line_bytes = 8, .event_bytes = 12});
  const auto ignore = [](const SseEvent&) {};
  CHECK(parser.feed("data: ab\n", ignore));
  CHECK_FALSE(parser.feed("data: abc\n", ignore));
  CHECK_FALSE(parser.feed("\n", ignore));
  parser.reset();
  CHECK(parser.feed("data:", ignore));
  CHECK_FALSE(parser.feed("abcde", ignore));
  parser.reset();
  CHECK(parser.feed("data:12\ndata:34\ndata:56\n", ignore));
  CHECK_FALSE(parser.feed("data:78\ndata:90\n", ignore));
}

TEST_CASE("reset forgets what was there") {
  SseParser parser;
  Events events;
  const auto keep = [&](const SseEvent& e) { events.emplace_back(e.type, e.data); };
  parser.feed("event: x\ndata: a\ndata: par", keep);
  parser.reset();
  parser.feed("data: b\n\n", keep);
  CHECK(events == Events{{"", "b"}});
}

TEST_CASE("comments are given in their place to those who want them, however the bytes were cut") {
  const std::string_view all =
      "\xEF\xBB\xBF: first\n\ndata: a\n:second\ndata: b\r\n\r\n:\r\rdata: :no\n\n:  two spaces\n";
  const std::vector<std::string> expected{"c first", "c second", "e a\nb", "c ", "e :no", "c  two spaces"};
  for (std::size_t at = 0; at <= all.size(); ++at) {
    SseParser parser;
    std::vector<std::string> seen;
    for (const auto piece : {all.substr(0, at), all.substr(at)}) {
      REQUIRE(parser.feed(
          piece, [&](const SseEvent& e) { seen.push_back("e " + std::string(e.data)); },
          [&](std::string_view comment) { seen.push_back("c " + std::string(comment)); }));
    }
    CAPTURE(at);
    CHECK(seen == expected);
  }
}
