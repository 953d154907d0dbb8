#include "simulator/generation/standard_generator.h"

#include <cmath>

#include "simulator/generation/embedder.h"
#include "simulator/generation/predicted.h"
#include "simulator/generation/spoken.h"
#include "simulator/generation/structured.h"

namespace oaisim {
namespace {

Generation embed_inputs(const GenerationRequest& request) {
  Generation generation;
  generation.vectors.resize(request.inputs.size() * request.dimensions);
  std::span<float> rest = generation.vectors;
  for (const auto& input : request.inputs) {
    embed(input, request.model, rest.first(request.dimensions));
    rest = rest.subspan(request.dimensions);
  }
  return generation;
}

Generation speak(const SpeechPlan& plan) {
  // A second of speech is about 20 tokens; a stream has four pieces of each second.
  constexpr double kTokensPerSecond = 20;
  constexpr double kPiecesPerSecond = 4;
  Generation generation;
  generation.media.push_back(speech_audio(plan));
  generation.media_tokens = std::llround(std::ceil(plan.seconds * kTokensPerSecond));
  generation.pieces = static_cast<std::size_t>(std::ceil(plan.seconds * kPiecesPerSecond));
  return generation;
}

Generation draw(const PicturePlan& plan) {
  Generation generation;
  for (std::size_t i = 0; i < plan.count; ++i) {
    for (std::size_t k = 0; k < plan.partials; ++k) generation.media.push_back(picture(plan, i, k));
    generation.media.push_back(picture(plan, i, kWholeDetail));
  }
  generation.media_tokens = plan.tokens;
  generation.pieces = generation.media.size();
  return generation;
}

Generation moderate(const GenerationRequest& request) {
  Generation generation;
  for (const auto& input : request.inputs) generation.judgements.push_back(judge(input));
  return generation;
}

Generation write_choices(const GenerationRequest& request, Choice (*write)(const GenerationRequest&, std::size_t)) {
  Generation generation;
  for (std::size_t i = 0; i < request.choices.size(); ++i) {
    Choice choice = write(request, i);
    if (!request.stop.empty()) apply_stop(request, choice);
    generation.choices.push_back(std::move(choice));
  }
  return generation;
}

constexpr std::uint64_t kThoughtSeed = 0x7468696e6bULL;  // apart from the sequences of texts

void add_thoughts(const GenerationRequest& request, Generation& generation) {
  for (std::size_t i = 0; i < generation.choices.size(); ++i) {
    Choice& choice = generation.choices[i];
    choice.reasoning = lorem_text(request.encoding, static_cast<TokenCount>(choice.reasoning_tokens),
                                  Random(request.seed ^ kThoughtSeed, i));
  }
}

}  // namespace

Generation StandardGenerator::generate(const GenerationRequest& request) const {
  Generation generation;
  if (request.dimensions > 0) {
    generation = embed_inputs(request);
  } else if (request.speech) {
    generation = speak(*request.speech);
  } else if (request.pictures) {
    generation = draw(*request.pictures);
  } else if (request.moderates) {
    generation = moderate(request);
  } else if (!request.tools.empty()) {
    generation = write_choices(request, write_call);
  } else if (request.form) {
    generation = write_choices(request, write_form);
  } else if (request.prediction != nullptr) {
    generation = write_choices(request, write_predicted);
  } else {
    generation = lorem_.generate(request);
  }
  if (request.show_reasoning) add_thoughts(request, generation);
  for (std::size_t i = 0; i < generation.choices.size(); ++i) {
    Choice& choice = generation.choices[i];
    if (request.filter != nullptr) apply_filter(request, choice);
    if (request.prediction != nullptr) settle_prediction(request, choice);
    if (request.spoken) speak_choice(request, i, choice);
  }
  generation.seed = request.seed;
  return generation;
}

}  // namespace oaisim
