// Facts about published models: how much they take and write.
//
// Thread safety: constant data.
// Source: OpenAI platform documentation, "Models" (context window and maximum output of each); Claude platform
// documentation, "Models overview" (November 2026) and the pages of its models.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/units.h"

namespace oaisim {

// The operations that a model serves.
enum class ModelKind { chat, completion, embedding, transcription, speech, image, moderation, any };

// Whether a model listens and speaks in chats.
enum class AudioUse { none, possible, required };

struct ModelFacts {
  std::string_view name;
  TokenCount context_window;
  TokenCount max_output;
  std::int64_t created;  // seconds since 1970
  ModelKind kind = ModelKind::chat;
  std::int64_t dimensions = 1536;  // of an embedding
  bool other_dimensions = false;   // fewer may be asked for
  bool reasons = false;            // thinks before it answers, which takes tokens
  bool takes_predictions = false;
  AudioUse audio = AudioUse::none;
  std::string_view maker = "openai";
};

// Models that GET /v1/models lists beside the deployments: to a client of OpenAI those of OpenAI, and so on.
std::span<const ModelFacts> model_catalogue();

// The names of those of a kind, as messages list them: 'a', 'b', and 'c'.
std::string names_of_models(ModelKind kind);

// Of the model with that name, or of the longest listed name that begins it (gpt-4o-2024-08-06 is a gpt-4o);
// of an unknown model, a generous default.
const ModelFacts& facts_of_model(std::string_view name);

}  // namespace oaisim
