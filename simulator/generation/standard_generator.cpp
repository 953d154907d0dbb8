#include "simulator/generation/standard_generator.h"

#include "simulator/generation/embedder.h"
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
  } else if (!request.tools.empty()) {
    generation = write_choices(request, write_call);
  } else if (request.form) {
    generation = write_choices(request, write_form);
  } else {
    generation = lorem_.generate(request);
  }
  if (request.show_reasoning) add_thoughts(request, generation);
  generation.seed = request.seed;
  return generation;
}

}  // namespace oaisim
