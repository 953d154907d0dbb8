#include "simulator/generation/spoken.h"

#include <algorithm>

namespace oaisim {
namespace {

constexpr double kSecondsPerToken = 0.2;
constexpr std::size_t kAudioTokensPerToken = 4;
constexpr double kLongestSeconds = 3600;  // that speech_audio() takes

SpeechPlan plan_for(SpeechPlan voice, TokenCount tokens) {
  voice.seconds = std::min(kLongestSeconds, static_cast<double>(tokens) * kSecondsPerToken);
  return voice;
}

}  // namespace

void speak_choice(const GenerationRequest& request, std::size_t index, Choice& choice) {
  if (!choice.calls.empty() || choice.token_count() == 0) return;
  SpeechPlan plan = plan_for(*request.spoken, static_cast<TokenCount>(choice.token_count()));
  plan.seed = Random(request.seed ^ plan.seed, index)();
  choice.speech = speech_audio(plan);
  choice.audio_tokens = choice.token_count() * kAudioTokensPerToken;
}

std::uint64_t most_spoken_bytes(const SpeechPlan& voice, TokenCount tokens, std::size_t choices) {
  SpeechPlan all = voice;
  all.seconds = static_cast<double>(tokens) * kSecondsPerToken + static_cast<double>(choices);
  return most_bytes(all);
}

}  // namespace oaisim
