// What a 429 says to the person who reads it, in the wording of the service that was called.
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "simulator/limits/limit_decision.h"

namespace oaisim {

struct LimitMessageContext {
  std::string_view operation;     // azure: e.g. ChatCompletions_Create, Completions_Create, Embeddings_Create
  std::string_view api_version;   // azure: the api-version of the request
  std::string_view model;         // openai, anthropic
  std::string_view organization;  // openai, anthropic: e.g. org-simulator
};

// REQUIRES: !decision.admitted.
std::string limit_message(const LimitDecision& decision, LimitProfile profile, const LimitMessageContext& context);

}  // namespace oaisim
