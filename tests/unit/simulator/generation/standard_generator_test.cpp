#include "simulator/generation/standard_generator.h"

#include <doctest/doctest.h>

using namespace oaisim;

namespace {

GenerationRequest request_for(TokenCount tokens, TokenCount reasoning) {
  GenerationRequest request;
  request.choices = {{.tokens = tokens, .most = tokens + reasoning, .reasoning = reasoning}};
  request.seed = 7;
  return request;
}

}  // namespace

TEST_CASE("thoughts that are shown have exactly their tokens, and leave the text as it was") {
  const StandardGenerator generator;
  auto request = request_for(20, 30);
  const Generation hidden = generator.generate(request);
  request.show_reasoning = true;
  const Generation shown = generator.generate(request);
  const Choice& choice = shown.choices[0];
  CHECK(hidden.choices[0].reasoning.text.empty());
  CHECK(choice.text == hidden.choices[0].text);
  CHECK(choice.reasoning.text != choice.text);
  CHECK(Tokenizer::of(request.encoding).count(choice.reasoning.text) == 30);
  CHECK(shown.total_tokens() == 50);
  std::string thoughts;
  for (std::size_t i = 0; i < 30; ++i) {
    REQUIRE(choice.step(i).kind == TokenStep::Kind::reasoning);
    thoughts += choice.step(i).text;
  }
  CHECK(thoughts == choice.reasoning.text);
  CHECK(choice.step(30).kind == TokenStep::Kind::text);
  CHECK(hidden.choices[0].step(5).text.empty());
}

TEST_CASE("a choice says which stop sequence ended it: the first in the text, and of these the first named") {
  const StandardGenerator generator;
  auto request = request_for(200, 0);
  const std::string text = generator.generate(request).choices[0].text;
  request.stop = {"zzz", text.substr(40, 5), text.substr(20, 5), text.substr(20, 3)};
  const Generation stopped = generator.generate(request);
  CHECK(stopped.choices[0].stop_sequence == 2);
  CHECK(stopped.choices[0].text == text.substr(0, text.find(request.stop[2])));
  request.stop = {"zzz"};
  CHECK_FALSE(generator.generate(request).choices[0].stop_sequence.has_value());
}
