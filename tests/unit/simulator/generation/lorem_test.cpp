#include "simulator/generation/lorem.h"

#include <doctest/doctest.h>

using namespace oaisim;

namespace {

constexpr Encoding kEncodings[] = {Encoding::r50k_base, Encoding::p50k_base, Encoding::cl100k_base,
                                   Encoding::o200k_base, Encoding::o200k_harmony};

GenerationRequest request_for(Encoding encoding, TokenCount tokens, std::uint64_t seed = 1) {
  return {.encoding = encoding, .choices = {{tokens, FinishReason::length}}, .stop = {}, .seed = seed};
}

void check_tokens(const Choice& choice, Encoding encoding) {
  const Tokenizer& tokenizer = Tokenizer::of(encoding);
  const auto tokens = tokenizer.encode(choice.text);
  REQUIRE(tokens.size() == choice.token_count());
  for (std::size_t i = 0; i < tokens.size(); ++i) REQUIRE(tokenizer.bytes_of(tokens[i]) == choice.token(i));
}

}  // namespace

TEST_CASE("lorem ipsum has exactly the tokens that were asked for, in every encoding and at every length") {
  const LoremGenerator lorem;
  for (const Encoding encoding : kEncodings) {
    for (TokenCount tokens = 0; tokens < 300; ++tokens) {
      const auto generation = lorem.generate(request_for(encoding, tokens, static_cast<std::uint64_t>(tokens)));
      REQUIRE(generation.choices.size() == 1);
      REQUIRE(generation.total_tokens() == tokens);
      check_tokens(generation.choices[0], encoding);
    }
    check_tokens(lorem.generate(request_for(encoding, 20'000)).choices[0], encoding);
  }
}

TEST_CASE("the same seed gives the same text, another seed another, and choices differ") {
  const LoremGenerator lorem;
  auto request = request_for(Encoding::o200k_base, 50, 42);
  request.choices.push_back(request.choices[0]);
  const auto first = lorem.generate(request);
  CHECK(first.choices[0].text == lorem.generate(request).choices[0].text);
  CHECK(first.choices[0].text != first.choices[1].text);
  request.seed = 43;
  CHECK(first.choices[0].text != lorem.generate(request).choices[0].text);
}

TEST_CASE("a stop sequence ends the text before it, and its tokens are those of what is left") {
  const LoremGenerator lorem;
  auto request = request_for(Encoding::cl100k_base, 200, 5);
  const std::string whole = lorem.generate(request).choices[0].text;
  request.stop = {"not there", whole.substr(61, 7)};
  const auto choice = lorem.generate(request).choices[0];
  CHECK(choice.finish_reason == FinishReason::stop);
  CHECK(whole.starts_with(choice.text));
  CHECK(choice.text.size() <= 61);
  check_tokens(choice, Encoding::cl100k_base);
  request.stop = {"not there"};
  CHECK(lorem.generate(request).choices[0].finish_reason == FinishReason::length);
}
