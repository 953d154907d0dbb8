#include "simulator/generation/json_schema/pattern.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <tuple>

using namespace oaisim;

namespace {

Pattern parsed(std::string_view expression) {
  auto pattern = Pattern::parse(expression);
  REQUIRE_MESSAGE(pattern.ok(), expression);
  return *std::move(pattern);
}

std::string error_of(std::string_view expression) {
  const auto pattern = Pattern::parse(expression);
  return pattern ? "no error" : pattern.error().message;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string written(const PatternWriter& writer, std::uint64_t seed) {
  Random random(seed);
  std::string text;
  writer.write(random, text);
  return text;
}

PatternWriter writer_of(std::string_view expression, std::uint32_t min = 0,
                        std::uint32_t max = PatternWriter::kUnbounded) {
  auto writer = PatternWriter::make(parsed(expression), min, max);
  REQUIRE_MESSAGE(writer.ok(), expression);
  return *std::move(writer);
}

constexpr const char* kExpressions[] = {
    "^abc$",
    "^[a-z]+$",
    "^[A-Z]{2}[0-9]{3,5}$",
    "^(foo|ba[rz]|)$",
    "^a*b+c?$",
    "^(?:ab|cd){2,3}x$",
    "^\\d{3}-\\d{2}-\\d{4}$",
    "^\\w+\\s\\W\\S\\D$",
    "^[^a-y0-9]{4}$",
    "^.{5}$",
    "^@[a-zA-Z0-9_]+$",
    "abc",
    "^abc",
    "abc$",
    "a|^b$|c$",
    "(^|,)x(,|$)",
    "^$",
    "",
    "^\\x41\\u0042\\t\\/\\.$",
    "^[\\d\\-x]+?$",
    "^[\\]\\\\^-]{3}$",
    "^((a|b)*c){3}$",
    "^(a?){20}$",
    "^\\+?[1-9]\\d{1,14}$",
    "^#([0-9a-fA-F]{3}){1,2}$",
    "^v\\d+\\.\\d+\\.\\d+(-[a-z]+(\\.\\d+)*)?$",
    "x{2,}y{0}z{1}",
};

}  // namespace

TEST_CASE("what is written matches, by the standard library's engine and by our own") {
  for (const char* expression : kExpressions) {
    const std::regex oracle(expression, std::regex::ECMAScript);
    const Pattern pattern = parsed(expression);
    const PatternWriter writer = writer_of(expression);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const std::string text = written(writer, seed);
      REQUIRE_MESSAGE(std::regex_search(text, oracle), expression << " wrote " << text);
      REQUIRE_MESSAGE(pattern.matches(text), expression << " wrote " << text);
    }
  }
}

TEST_CASE("matching agrees with the standard library's engine on texts of few letters") {
  constexpr const char* kSmall[] = {"^a", "b$", "a.b", "^(ab|b)*$", "(^|b)a{2}", "a{1,2}b{2}$", "[^a]b", "^$"};
  for (const char* expression : kSmall) {
    const std::regex oracle(expression, std::regex::ECMAScript);
    const Pattern pattern = parsed(expression);
    for (unsigned number = 0; number < 3 * 3 * 3 * 3 * 3 * 3; ++number) {
      std::string text;
      for (unsigned rest = number; rest > 0; rest /= 3) text += "abc"[rest % 3];
      REQUIRE_MESSAGE(pattern.matches(text) == std::regex_search(text, oracle), expression << " on " << text);
    }
  }
}

TEST_CASE("lengths lie within the bounds, also where only some of them can be met") {
  for (const auto& row : {std::tuple{"^[a-z]*$", 12U, 12U},
                          {"^(abc)*$", 4U, 8U},
                          {"^(abcde){2,}$", 31U, 100U},
                          {"^a(b{7}|c{9})$", 9U, 20U},
                          {"abc", 10U, 11U},
                          {"^abc", 10U, 11U},
                          {"^.*$", 300U, 300U},
                          {"^é[à-ü]{2}$", 3U, 3U}}) {
    const char* const expression = std::get<0>(row);
    const unsigned min = std::get<1>(row);
    const unsigned max = std::get<2>(row);
    const PatternWriter writer = writer_of(expression, min, max);
    const Pattern pattern = parsed(expression);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const std::string text = written(writer, seed);
      CHECK_MESSAGE(code_points(text) >= min, expression << " wrote " << text);
      CHECK_MESSAGE(code_points(text) <= max, expression << " wrote " << text);
      CHECK_MESSAGE(pattern.matches(text), expression << " wrote " << text);
    }
  }
}

TEST_CASE("bounds that no text meets are refused") {
  CHECK_FALSE(PatternWriter::make(parsed("^a{5}$"), 0, 4).ok());
  CHECK_FALSE(PatternWriter::make(parsed("^a{5}$"), 6, 10).ok());
  CHECK_FALSE(PatternWriter::make(parsed("^(abc)*$"), 4, 5).ok());
  CHECK_FALSE(PatternWriter::make(parsed("^[]$"), 0, 100).ok());
  CHECK_FALSE(PatternWriter::make(parsed("a^b"), 0, 100).ok());
  CHECK(PatternWriter::make(parsed("^a^b"), 0, 1).ok() == false);
}

TEST_CASE("the same random state gives the same text, and others give others") {
  const PatternWriter writer = writer_of("^[a-z]{1,30}$");
  CHECK(written(writer, 7) == written(writer, 7));
  std::set<std::string> texts;
  for (std::uint64_t seed = 0; seed < 50; ++seed) texts.insert(written(writer, seed));
  CHECK(texts.size() > 25);
}

TEST_CASE("repetition without a bound is kept short") {
  CHECK(writer_of("^(ab)*[0-9]+.*$").longest() <= 20);
  CHECK(writer_of("abc").longest() == 3);
}

TEST_CASE("characters beyond ASCII are code points, and surrogate pairs one of them") {
  CHECK(written(writer_of("^\\uD83D\\uDE00$"), 1) == "\xF0\x9F\x98\x80");
  CHECK(written(writer_of("^\\u{1F600}$"), 1) == "\xF0\x9F\x98\x80");
  CHECK(parsed("^.$").matches("é"));
  CHECK_FALSE(parsed("^.$").matches("éé"));
  CHECK(written(writer_of("^[\\u4e00-\\u4e00]$"), 1) == "一");
}

TEST_CASE("what is not supported says so") {
  CHECK(error_of("(?=a)b") == "uses look-ahead, which is not supported");
  CHECK(error_of("(?!a)b") == "uses look-ahead, which is not supported");
  CHECK(error_of("(?<=a)b") == "uses look-behind, which is not supported");
  CHECK(error_of("(a)\\1") == "uses a back-reference, which is not supported");
  CHECK(error_of("(?<n>a)\\k<n>") == "uses a back-reference, which is not supported");
  CHECK(error_of("\\bword\\b") == "uses a word boundary, which is not supported");
  CHECK(error_of("\\p{L}") == "uses a Unicode property, which is not supported");
  CHECK(error_of("(?i)a") == "uses inline flags, which are not supported");
  CHECK(error_of("(a{50}){50}") == "is too complicated");
  CHECK(error_of("((((a{99}){99}){99}){99}){99}") == "is too complicated");
}

TEST_CASE("what is no expression says why") {
  CHECK(error_of("(a") == "has an unmatched '('");
  CHECK(error_of("a)") == "has an unmatched ')'");
  CHECK(error_of("[a") == "has an unmatched '['");
  CHECK(error_of("*a") == "has nothing to repeat");
  CHECK(error_of("a**") == "has nothing to repeat");
  CHECK(error_of("a{3,2}") == "has a repetition whose bounds are out of order");
  CHECK(error_of("[z-a]") == "has a range out of order");
  CHECK(error_of("a\\") == "ends with a backslash");
  CHECK(error_of("\\u12") == "has an unfinished hexadecimal escape");
  CHECK(error_of(std::string(500, '(') + std::string(500, ')')) == "has too many groups within groups");
}
