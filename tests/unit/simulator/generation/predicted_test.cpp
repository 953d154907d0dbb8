#include "simulator/generation/predicted.h"

#include <doctest/doctest.h>

#include "simulator/generation/standard_generator.h"

using namespace oaisim;

namespace {

const Tokenizer& tokenizer() { return Tokenizer::of(Encoding::o200k_base); }

Choice choice_of(const TokenText& prediction, TokenCount tokens, const std::vector<std::string>& stop = {}) {
  GenerationRequest request;
  request.choices = {{.tokens = tokens, .reason = FinishReason::length, .most = tokens}};
  request.stop = stop;
  request.prediction = &prediction;
  const Generation generation = StandardGenerator().generate(request);
  const Choice& choice = generation.choices.at(0);
  CHECK(generation.total_tokens() == static_cast<TokenCount>(choice.token_count() + choice.rejected_tokens));
  CHECK(choice.accepted_tokens + choice.rejected_tokens == prediction.token_count());
  CHECK(choice.token_count() == tokenizer().count(choice.text));
  return choice;
}

}  // namespace

TEST_CASE("a prediction that fits is the reply") {
  const TokenText prediction = tokenized(tokenizer(), "class User {\n  string name;\n}\n");
  const auto size = static_cast<TokenCount>(prediction.token_count());
  for (const TokenCount room : {size, size + 50}) {
    const Choice choice = choice_of(prediction, room);
    CHECK(choice.text == prediction.text);
    CHECK(choice.finish_reason == FinishReason::stop);
    CHECK(choice.rejected_tokens == 0);
  }
}

TEST_CASE("of a longer one, what does not fit is rejected and counts all the same") {
  const TokenText prediction = tokenized(tokenizer(), "one two three four five six seven");
  const Choice choice = choice_of(prediction, 3);
  CHECK(choice.text == "one two three");
  CHECK(choice.finish_reason == FinishReason::length);
  CHECK(choice.accepted_tokens == 3);
  CHECK(choice.rejected_tokens == 4);
  CHECK(choice.total_tokens() == 3);
}

TEST_CASE("a token that a stop sequence cuts through is rejected") {
  const TokenText prediction = tokenized(tokenizer(), "one international");
  REQUIRE(prediction.token_count() == 2);
  const Choice choice = choice_of(prediction, 9, {"national"});
  CHECK(choice.text == "one inter");
  CHECK(choice.accepted_tokens == 1);
  CHECK(choice.rejected_tokens == 1);
}

TEST_CASE("no prediction is none, and an empty one is an empty reply") {
  const TokenText empty;
  CHECK(choice_of(empty, 5).text.empty());
  CHECK(choice_of(tokenized(tokenizer(), std::string(3000, 'a')), 2).text.size() > 0);
}

TEST_CASE("a form is kept, and of the prediction only what both begin with is accepted") {
  const TokenText prediction = tokenized(tokenizer(), "not JSON at all");
  GenerationRequest request;
  request.choices = {{.tokens = 50, .most = 50}};
  simdjson::dom::parser parser;
  const std::string schema = R"({"type":"object"})";
  request.form = *JsonSchema::compile(parser.parse(schema).value(), JsonSchema::Rules::lenient);
  request.prediction = &prediction;
  const Generation generation = StandardGenerator().generate(request);
  CHECK(generation.choices[0].text.starts_with("{"));
  CHECK(generation.choices[0].accepted_tokens == 0);
  CHECK(generation.choices[0].rejected_tokens == prediction.token_count());
}
