// Writes the text that a request predicts.
//
//   prediction  "class User { name }"      reply  its beginning, as long as was planned; the whole ends by itself
//
// Thread safety: pure functions.  Source: OpenAI guide, "Predicted Outputs".
#pragma once

#include "simulator/generation/generation.h"

namespace oaisim {

// The choice of this index.  REQUIRES: request.prediction is there.
Choice write_predicted(const GenerationRequest& request, std::size_t index);

// Notes which of the prediction's tokens are in the choice: those that end in what both begin with.
// REQUIRES: request.prediction is there.
void settle_prediction(const GenerationRequest& request, Choice& choice);

}  // namespace oaisim
