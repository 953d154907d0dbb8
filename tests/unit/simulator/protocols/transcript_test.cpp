#include "simulator/protocols/transcript.h"

#include <doctest/doctest.h>

namespace oaisim {
namespace {

Choice choice_of(std::string text) {
  Choice choice;
  static_cast<TokenText&>(choice) = tokenized(Tokenizer::of(Encoding::o200k_base), std::move(text));
  return choice;
}

TEST_CASE("sentences share the audio out and say which token ends them") {
  const Choice choice = choice_of("One two. Three, four five. Six");
  const auto sentences = sentences_of(choice, 30);
  REQUIRE(sentences.size() == 3);
  CHECK(sentences[0].text == "One two.");
  CHECK(sentences[1].text == "Three, four five.");
  CHECK(sentences[2].text == "Six");
  CHECK(sentences[0].start == 0.0);
  CHECK(sentences[0].end == 8.0);
  CHECK(sentences[1].start == 9.0);
  CHECK(sentences[2].end == 30.0);
  CHECK(choice.token(sentences[0].last_token) == ".");
  CHECK(sentences[2].last_token == choice.token_count() - 1);
}

TEST_CASE("words have no marks") {
  const Choice choice = choice_of("One two. Three, four.");
  const auto words = words_of(choice, 21);
  REQUIRE(words.size() == 4);
  CHECK(words[1].text == "two");
  CHECK(words[1].start == 4.0);
  CHECK(words[3].text == "four");
  CHECK(words_of(choice_of(""), 1).empty());
  CHECK(sentences_of(choice_of(""), 1).empty());
}

TEST_CASE("times of subtitles") {
  CHECK(clock_text(0, ',') == "00:00:00,000");
  CHECK(clock_text(3661.0425, '.') == "01:01:01.043");
  CHECK(clock_text(360000, '.') == "100:00:00.000");
  CHECK(language_name("de") == "german");
  CHECK(language_name("qq") == "qq");
}

}  // namespace
}  // namespace oaisim
