// What Claude models accept of a Messages request, in which their generations differ.
//
//   thinking      by a budget (3.7 to 4.6), adaptive (4.6 on), on unless turned off (5), always (Fable, Opus 5.5)
//   sampling      temperature and top_p (to 4), one of them (4.1 to 4.6), none (4.7 on)
//   prefill       of the reply by a final assistant message: to 4.5
//
// Any other model, such as a deployment of an own name, takes all of it.
//
// Thread safety: constant data and pure functions.
// Source: Claude platform documentation, "Models overview", "Adaptive thinking" and the migration guides of the models;
// replies of the service.
#pragma once

#include <string_view>

namespace oaisim {

// The values of `thinking.type` that a model takes.
struct ThinkingModes {
  bool budget = false;  // "enabled"
  bool adaptive = false;
  bool off = false;  // "disabled"
  bool between_tools = false;
  bool by_default = false;  // a request that says nothing is as one that says "adaptive"

  bool any() const { return budget || adaptive; }
  bool can_stop() const { return off || !by_default; }
};

struct ClaudeFacts {
  std::string_view name;  // the model's, as in the catalogue
  std::string_view display_name;
  int generation = 0;  // 45 is that of Claude 4.5
  ThinkingModes thinking = {};
  std::string_view lifecycle = "active";
  bool effort = generation >= 46;  // takes output_config.effort

  bool prefill() const { return generation < 46; }
  bool samples() const { return generation < 47; }          // takes temperature, top_p and top_k
  bool samples_by_both() const { return generation < 41; }  // temperature and top_p together
  bool shows_thoughts() const { return generation < 47; }   // unless it is asked to
  bool has_system_turns() const { return generation == 0 || generation >= 48; }
  bool strict_window() const { return generation < 45; }  // prompt and max_tokens together must fit it
};

const ClaudeFacts& claude_facts(std::string_view model);

}  // namespace oaisim
