// What a Messages request asks for that only some models take; it is checked once the model is known.
//
// Thread safety: plain values.
#pragma once

#include <optional>
#include <string>

#include "common/base/units.h"

namespace oaisim {

struct ClaudeOptions {
  enum class Thinking { unsaid, budget, adaptive, off, between_tools };

  Thinking thinking = Thinking::unsaid;
  TokenCount thinking_budget = 0;
  std::optional<bool> shows_thinking = {};  // thinking.display
  std::optional<double> temperature = {};
  std::optional<double> top_p = {};
  bool top_k = false;
  bool prefill = false;          // the last message is the assistant's
  bool system_turn = false;      // a message's role is system
  std::string thoughtless = {};  // what is wrong, with a thinking budget, with the assistant's last message
};

}  // namespace oaisim
