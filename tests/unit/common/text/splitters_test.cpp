#include "common/text/splitters.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace oaisim {
namespace {

template <class Splitter>
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> pieces;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p != end;) {
    const char* const next = Splitter::piece_end(p, end);
    pieces.emplace_back(p, next);
    p = next;
  }
  return pieces;
}

using Pieces = std::vector<std::string>;

TEST_CASE("r50k: words take one space, contractions only in lower case") {
  CHECK(split<Gpt2Splitter>("it's  IT'S a1\n") == Pieces{"it", "'s", " ", " IT", "'", "S", " a", "1", "\n"});
  CHECK(split<Gpt2Splitter>("!? 123456 \t\n x") == Pieces{"!?", " 123456", " \t\n", " x"});
}

TEST_CASE("cl100k: any one character may lead a word, numbers come in threes") {
  CHECK(split<Cl100kSplitter>("(word 1234567'LLama") == Pieces{"(word", " ", "123", "456", "7", "'LL", "ama"});
  CHECK(split<Cl100kSplitter>("\tx 'sx") == Pieces{"\tx", " '", "sx"});
}

TEST_CASE("cl100k: symbols take the line's end, white space ends with its last line") {
  CHECK(split<Cl100kSplitter>("a; \n\n  b") == Pieces{"a", ";", " \n\n", " ", " b"});
  CHECK(split<Cl100kSplitter>(";\r\n\n x") == Pieces{";\r\n\n", " x"});
  CHECK(split<Cl100kSplitter>("a \n  ") == Pieces{"a", " \n", "  "});
}

TEST_CASE("cl100k: contractions ignore case, which makes the long s an s") {
  CHECK(split<Cl100kSplitter>("x'\u017Fy") == Pieces{"x", "'\u017F", "y"});
  CHECK(split<Gpt2Splitter>("x'\u017Fy") == Pieces{"x", "'", "\u017Fy"});
}

TEST_CASE("o200k: words break where lower case turns to upper case") {
  CHECK(split<O200kSplitter>("camelCaseHTTPServer") == Pieces{"camel", "Case", "HTTPServer"});
  CHECK(split<O200kSplitter>("ABC'sdef") == Pieces{"ABC's", "def"});
  CHECK(split<O200kSplitter>(".Net//\n/x") == Pieces{".Net", "//\n/", "x"});
}

TEST_CASE("o200k: letters without case and marks end an upper-case run that no lower case follows") {
  CHECK(split<O200kSplitter>("AB\u4E2DCD") == Pieces{"AB\u4E2D", "CD"});
  CHECK(split<O200kSplitter>("AB\u4E2DCDe") == Pieces{"AB\u4E2DCDe"});
  CHECK(split<O200kSplitter>("\u4E2D\u6587A1") == Pieces{"\u4E2D\u6587", "A", "1"});
}

TEST_CASE("o200k: a mark leads a word, or is one when what it leads has no tail") {
  CHECK(split<O200kSplitter>("\u0301ab") == Pieces{"\u0301ab"});
  CHECK(split<O200kSplitter>("\u0301AB") == Pieces{"\u0301", "AB"});
  CHECK(split<O200kSplitter>("!\u0301") == Pieces{"!\u0301"});
  CHECK(split<O200kSplitter>("!AB") == Pieces{"!AB"});
}

TEST_CASE("a run of white space leaves its last character to the word after it") {
  CHECK(split<O200kSplitter>("   x") == Pieces{"  ", " x"});
  CHECK(split<O200kSplitter>("\u3000\u3000x") == Pieces{"\u3000", "\u3000x"});
  CHECK(split<Gpt2Splitter>("\u3000\u3000x") == Pieces{"\u3000", "\u3000", "x"});
  CHECK(split<Cl100kSplitter>("  1") == Pieces{" ", " ", "1"});
}

TEST_CASE("runs of letters are found at every length") {
  for (std::size_t length = 1; length < 40; ++length) {
    const std::string word(length, 'q');
    CHECK(split<Cl100kSplitter>(word + "{") == Pieces{word, "{"});
    CHECK(split<O200kSplitter>("Z" + word + "`") == Pieces{"Z" + word, "`"});
    CHECK(split<Gpt2Splitter>(word + "\u00e9@") == Pieces{word + "\u00e9", "@"});
  }
}

}  // namespace
}  // namespace oaisim
