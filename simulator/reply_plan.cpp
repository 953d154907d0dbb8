#include "simulator/reply_plan.h"

#include <algorithm>
#include <cmath>

#include "simulator/admission.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/reasoning.h"

namespace oaisim {
namespace {

bool writes_text(OperationKind kind) {
  return kind == OperationKind::chat || kind == OperationKind::completion || kind == OperationKind::response ||
         kind == OperationKind::transcription;
}

// Thoughts before an answer, in the steps of 64 that are reported.
TokenCount reasoning_tokens(Call& call) {
  const double mean = mean_reasoning_tokens(facts_of_model(call.deployment->model), call.request);
  return mean == 0 ? 0 : std::llround(mean * (0.5 + call.random.uniform()) / 64) * 64;
}

}  // namespace

bool decides_to_call(Call& call) {
  const DecodedRequest& request = call.request;
  if (request.tools == nullptr || request.tool_use == ToolUse::none) return false;
  if (request.tool_use != ToolUse::automatic) return true;
  return request.is_turn_of_user && call.random.uniform() < call.deployment->tool_call_probability;
}

bool takes_long(const Call& call) {
  const DecodedRequest& request = call.request;
  constexpr std::size_t kFloats = 128 * 1024;
  constexpr std::int64_t kForms = 4;
  const bool has_form = request.text_form || call.calls_tool;
  if (request.prediction && request.prediction->text.size() > Admission::kLargePromptBytes) return true;
  if (request.speech || request.spoken || request.image) return true;
  if (request.moderation) return request.prompt_bytes() > Admission::kLargePromptBytes;
  return request.inputs.size() * static_cast<std::size_t>(request.dimensions.value_or(0)) > kFloats ||
         (has_form && request.n > kForms);
}

std::vector<PlannedLength> plan_lengths(Call& call, const Config& config) {
  if (!writes_text(call.protocol.kind())) return {};
  const DecodedRequest& request = call.request;
  const Deployment& deployment = *call.deployment;
  const ModelFacts& facts = facts_of_model(deployment.model);
  const TokenCount window = facts.context_window - call.prompt_tokens;
  TokenCount most = request.max_tokens.value_or(std::min(facts.max_output, window));
  if (!request.max_tokens_reserved) most = std::min(most, window);
  const bool has_form = request.text_form || call.calls_tool;
  std::vector<PlannedLength> lengths;
  for (std::size_t i = 0; i < request.choices(); ++i) {
    PlannedLength length{.most = most, .reasoning = std::min(reasoning_tokens(call), most)};
    const TokenCount room = most - length.reasoning;
    length.tokens = room;
    length.reason = FinishReason::length;
    if (call.output_tokens) {
      length.tokens = *call.output_tokens;
    } else if (deployment.output_tokens) {
      length.tokens = std::max<TokenCount>(1, std::llround(deployment.output_tokens->sample(call.random)));
    } else if (request.expected_tokens) {
      length.tokens = *request.expected_tokens;
    } else if (!request.max_tokens || request.max_tokens_bounds || has_form) {
      length.tokens = std::max<TokenCount>(1, std::llround(config.output_tokens.sample(call.random)));
    }
    if (length.tokens < room) length.reason = FinishReason::stop;
    length.tokens = std::min(length.tokens, room);
    lengths.push_back(length);
  }
  return lengths;
}

void generate(Call& call, const std::vector<PlannedLength>& lengths, const Generator& generator) {
  const DecodedRequest& request = call.request;
  GenerationRequest generation;
  generation.encoding = call.deployment->encoding;
  generation.model = call.deployment->model;
  generation.choices = lengths;
  generation.stop = request.stop;
  generation.seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : call.random();
  generation.form = request.text_form;
  generation.show_reasoning = request.show_reasoning;
  generation.filter = call.content_filter();
  if (request.prediction) generation.prediction = &*request.prediction;
  generation.spoken = request.spoken;
  if (call.calls_tool) generation.tools = request.allowed_tools.value_or(request.tools->tools());
  if (request.tool_use == ToolUse::named) generation.after_call = FinishReason::stop;
  generation.moderates = request.moderation.has_value();
  if (call.protocol.kind() == OperationKind::embedding || generation.moderates) {
    generation.dimensions = static_cast<std::size_t>(request.dimensions.value_or(0));
    for (const auto& input : request.inputs) generation.inputs.push_back(input.text);
  }
  if (request.speech) generation.speech = request.speech->plan;
  if (request.image) generation.pictures = request.image->plan;
  call.generation = generator.generate(generation);
}

}  // namespace oaisim
