#include "common/text/utf8.h"

#include <doctest/doctest.h>

#include <string>

namespace oaisim {
namespace {

std::string encode_utf8(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

TEST_CASE("every character is valid and decodes to itself, but surrogates are not") {
  int wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string text = encode_utf8(c) + "abcd";
    const bool surrogate = c >= 0xD800 && c < 0xE000;
    const bool right = surrogate ? valid_utf8_prefix(text) == 0
                                 : valid_utf8_prefix(text) == text.size() && decode_utf8(text.data()).code_point == c &&
                                       decode_utf8(text.data()).next == text.data() + text.size() - 4;
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the valid prefix ends where the first ill-formed part starts, wherever that is") {
  for (const std::string bad :
       {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE4\xB8"}) {
    for (std::size_t length = 0; length < 40; ++length) {
      const std::string good(length, 'a');
      CHECK(valid_utf8_prefix(good + bad) == length);
      CHECK(valid_utf8_prefix(good + "\u4E2D\u6587" + bad) == length + 6);
      CHECK(valid_utf8_prefix(good + bad + "a") == length);
    }
  }
}

TEST_CASE("each maximal ill-formed part becomes one replacement character") {
  const std::string r = "\uFFFD";
  CHECK(repair_utf8("abc") == "abc");
  CHECK(repair_utf8("\xFF\xFE") == r + r);
  CHECK(repair_utf8("a\xE4\xB8") == "a" + r);
  CHECK(repair_utf8("\xE4\xB8"
                    "a") == r + "a");
  CHECK(repair_utf8("\xF0\x9F\x99") == r);
  CHECK(repair_utf8("\xED\xA0\x80") == r + r + r);
  CHECK(repair_utf8("\xF4\x90\x80\x80") == r + r + r + r);
  CHECK(repair_utf8("\xE0\x80\x80") == r + r + r);
  CHECK(repair_utf8("\xF1\x80\x80\xE1\x80\xC2"
                    "b") == r + r + r + "b");
}

}  // namespace
}  // namespace oaisim
