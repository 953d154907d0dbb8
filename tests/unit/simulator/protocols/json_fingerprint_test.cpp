#include "simulator/protocols/json_fingerprint.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "simulator/protocols/recently_seen.h"

using namespace oaisim;

namespace {

Fingerprint fingerprint(const std::string& text) {
  simdjson::dom::parser parser;
  return fingerprint_of(parser.parse(text).value());
}

}  // namespace

TEST_CASE("equal values have one fingerprint however they are written, and every difference makes another") {
  CHECK(fingerprint(R"({"a": [1, 2.5, true, null, "x"]})") == fingerprint(R"({"a":[1,2.5,true,null,"\u0078"]})"));
  std::set<Fingerprint> seen;
  std::vector<std::string> texts = {"{}",
                                    "[]",
                                    "null",
                                    "0",
                                    "1",
                                    "1.0",
                                    "true",
                                    "false",
                                    R"("")",
                                    "[[]]",
                                    "[[],[]]",
                                    "[{}]",
                                    "[null]",
                                    R"(["",""])",
                                    R"({"a":1})",
                                    R"({"b":1})",
                                    R"({"a":2})",
                                    R"(["a",1])",
                                    R"({"a":"1"})",
                                    "[1,2]",
                                    "[2,1]",
                                    "[[1],2]",
                                    "[1,[2]]",
                                    "-1",
                                    R"(["ab","c"])",
                                    R"(["a","bc"])",
                                    "18446744073709551615"};
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'a');
      text[place] = 'b';
      texts.push_back('"' + text + '"');
    }
  }
  for (const auto& text : texts) {
    CHECK_MESSAGE(seen.insert(fingerprint(text)).second, text);
  }
}

TEST_CASE("what was seen lately is found, and the one that was not asked for the longest goes first") {
  RecentlySeen<int> seen;
  for (Fingerprint i = 0; i < RecentlySeen<int>::kMost; ++i) seen.keep(i, std::make_shared<int>(static_cast<int>(i)));
  REQUIRE(seen.find(0));
  seen.keep(99, std::make_shared<int>(99));
  CHECK(seen.find(1) == nullptr);
  CHECK(*seen.find(0) == 0);
  CHECK(*seen.find(99) == 99);
}
