#include "simulator/generation/spoken.h"

#include <doctest/doctest.h>

#include "simulator/generation/standard_generator.h"

using namespace oaisim;

namespace {

Generation spoken_lorem(AudioFormat format, TokenCount tokens, std::uint64_t seed = 1) {
  GenerationRequest request;
  request.choices.resize(2, {.tokens = tokens, .reason = FinishReason::length});
  request.seed = seed;
  request.spoken = SpeechPlan{.format = format};
  return StandardGenerator().generate(request);
}

}  // namespace

TEST_CASE("speech is as long as its text, and its tokens count") {
  const auto short_one = spoken_lorem(AudioFormat::pcm, 10);
  const auto long_one = spoken_lorem(AudioFormat::pcm, 100);
  CHECK(short_one.choices[0].audio_tokens == 40);
  CHECK(short_one.total_tokens() == 2 * (10 + 40));
  CHECK(short_one.longest() == 10);
  CHECK(long_one.choices[0].speech.size() == 10 * short_one.choices[0].speech.size());
}

TEST_CASE("each choice has speech of its own, and the same seed the same") {
  const auto one = spoken_lorem(AudioFormat::pcm, 20);
  CHECK(one.choices[0].speech != one.choices[1].speech);
  CHECK(one.choices[0].speech == spoken_lorem(AudioFormat::pcm, 20).choices[0].speech);
  CHECK(one.choices[0].speech != spoken_lorem(AudioFormat::pcm, 20, 2).choices[0].speech);
}

TEST_CASE("what is reserved is enough for every format and length, and for none too little") {
  for (const AudioFormat format :
       {AudioFormat::wav, AudioFormat::mp3, AudioFormat::flac, AudioFormat::opus, AudioFormat::aac, AudioFormat::pcm}) {
    for (const TokenCount tokens : {1, 2, 3, 50, 333}) {
      const auto generation = spoken_lorem(format, tokens);
      std::uint64_t bytes = 0;
      for (const auto& choice : generation.choices) bytes += choice.speech.size();
      CHECK(bytes <= most_spoken_bytes({.format = format}, 2 * tokens, 2));
    }
  }
  CHECK(spoken_lorem(AudioFormat::mp3, 0).choices[0].speech.empty());
}
