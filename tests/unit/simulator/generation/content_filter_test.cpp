#include "simulator/generation/content_filter.h"

#include <doctest/doctest.h>

#include "simulator/generation/standard_generator.h"

using namespace oaisim;

namespace {

constexpr std::size_t kHate = 0;
constexpr std::size_t kViolence = 3;

ContentFilter filter_of(std::initializer_list<std::string_view> words) {
  ContentFilter filter;
  for (const auto word : words) filter.add(word, kViolence);
  return filter;
}

Generation lorem_through(const std::shared_ptr<const ContentFilter>& filter, std::size_t choices) {
  GenerationRequest request;
  request.choices.resize(choices, {.tokens = 200, .reason = FinishReason::length});
  request.seed = 5;
  request.filter = filter;
  return StandardGenerator().generate(request);
}

}  // namespace

TEST_CASE("words are found whole and without the case of ASCII, wherever they are") {
  const ContentFilter filter = filter_of({"Bomb", "bömb", "b_1"});
  for (const char* text : {"bomb", "a BOMB!", "(bomb)", "x\nbomb", "die Bömb.", "b_1", "bombs bomb"}) {
    CAPTURE(text);
    CHECK(filter.harms_of(text)[kViolence]);
  }
  for (const char* text : {"", "bombs", "abomb", "bomb_", "bombé", "bo mb", "b_12", "1b_1"}) {
    CAPTURE(text);
    CHECK(filter.harms_of(text).none());
  }
}

TEST_CASE("a word longer than any that is looked for is passed over whole") {
  const std::string longest(ContentFilter::kLongestWord, 'a');
  const ContentFilter filter = filter_of({longest});
  CHECK(filter.harms_of(longest).any());
  CHECK(filter.harms_of(longest + "a").none());
  CHECK(filter.harms_of(std::string(1000, 'a') + " " + longest).any());
  CHECK_FALSE(ContentFilter::is_word(longest + "a"));
  CHECK_FALSE(ContentFilter::is_word("two words"));
  CHECK_FALSE(ContentFilter::is_word(""));
}

TEST_CASE("a text has the categories of all its words, and its first word is found first") {
  ContentFilter filter = filter_of({"bomb", "both"});
  filter.add("slur", kHate);
  filter.add("both", kHate);
  CHECK(filter.harms_of("slur and bomb").to_ulong() == 0b1001);
  CHECK(filter.harms_of("both").to_ulong() == 0b1001);
  const auto hit = filter.first_in("one slur, one bomb");
  REQUIRE(hit.has_value());
  CHECK(hit->begin == 4);
  CHECK(hit->end == 8);
  CHECK(hit->harms.to_ulong() == 0b0001);
}

TEST_CASE("each choice ends before its first filtered word, with the tokens of what is left") {
  const auto filter = std::make_shared<ContentFilter>(filter_of({"dolor"}));
  const auto free = lorem_through(nullptr, 8);
  const auto filtered = lorem_through(filter, 8);
  int cut = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const auto hit = filter->first_in(free.choices[i].text);
    const Choice& choice = filtered.choices[i];
    CHECK(choice.text == free.choices[i].text.substr(0, hit ? hit->begin : std::string::npos));
    CHECK(choice.finish_reason == (hit ? FinishReason::content_filter : FinishReason::length));
    CHECK(choice.filtered.any() == hit.has_value());
    CHECK(choice.token_count() == Tokenizer::of(Encoding::o200k_base).count(choice.text));
    cut += hit.has_value() ? 1 : 0;
  }
  CHECK(cut > 0);
}

TEST_CASE("the arguments of a call are filtered too, and what would follow them is not written") {
  Choice choice;
  const Tokenizer& tokenizer = Tokenizer::of(Encoding::o200k_base);
  for (const char* arguments : {R"({"a":"fine"})", R"({"a":"a bomb"})", R"({"a":"later"})"}) {
    choice.calls.push_back({.name = "f", .arguments = tokenized(tokenizer, arguments)});
  }
  GenerationRequest request;
  request.filter = std::make_shared<ContentFilter>(filter_of({"bomb"}));
  apply_filter(request, choice);
  REQUIRE(choice.calls.size() == 2);
  CHECK(choice.calls[0].arguments.text == R"({"a":"fine"})");
  CHECK(choice.calls[1].arguments.text == R"({"a":"a )");
  CHECK(choice.finish_reason == FinishReason::content_filter);
}
