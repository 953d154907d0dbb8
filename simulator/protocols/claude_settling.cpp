#include "simulator/protocols/claude_settling.h"

#include <algorithm>

#include "simulator/protocols/claude_models.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;
using Thinking = ClaudeOptions::Thinking;

constexpr double kLeastTopP = 0.95;  // with thinking

Found refused(bool is_refused, std::string message) {
  if (!is_refused) return std::nullopt;
  return ApiError{.message = std::move(message)};
}

Found check_sampling(const ClaudeFacts& facts, const ClaudeOptions& options) {
  if (!facts.samples()) {
    const bool temperature = options.temperature && *options.temperature != 1;
    const bool top_p = options.top_p && *options.top_p < 1;
    if (!temperature && !top_p && !options.top_k) return std::nullopt;
    const std::string name = temperature ? "temperature" : top_p ? "top_p" : "top_k";
    return ApiError{.message = "`" + name + "` is deprecated for this model."};
  }
  return refused(options.temperature && options.top_p && !facts.samples_by_both(),
                 "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
}

Found check_mode(const ClaudeFacts& facts, std::string_view model, Thinking mode) {
  const ThinkingModes& modes = facts.thinking;
  switch (mode) {
    case Thinking::budget:
      if (!modes.any()) return ApiError{.message = std::string(model) + " does not support thinking."};
      return refused(!modes.budget,
                     "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
                     "\"output_config.effort\" to control thinking behavior.");
    case Thinking::adaptive:
      return refused(!modes.adaptive, "adaptive thinking is not supported on this model");
    case Thinking::off:
      return refused(modes.any() && !modes.off, "\"thinking.type.disabled\" is not supported for this model.");
    case Thinking::between_tools:
      return refused(!modes.between_tools, "\"thinking.type.between_tools\" is not supported for this model.");
    case Thinking::unsaid:
      break;
  }
  return std::nullopt;
}

// What does not go together with thoughts that were asked for.
Found check_thinking(const DecodedRequest& request) {
  const ClaudeOptions& options = request.claude;
  const std::string consult =
      " when thinking is enabled. Please consult our documentation at "
      "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
      "#important-considerations-when-using-extended-thinking";
  if (options.temperature && *options.temperature != 1) {
    return ApiError{.message = "`temperature` may only be set to 1" + consult};
  }
  if (options.top_p && *options.top_p < kLeastTopP) {
    return ApiError{.message = "`top_p` must be greater than or equal to 0.95 or unset" + consult};
  }
  if (options.top_k) return ApiError{.message = "`top_k` must be unset" + consult};
  const bool needs_thoughts = options.thinking == Thinking::budget;
  return refused(needs_thoughts && !options.thoughtless.empty(), options.thoughtless);
}

}  // namespace

Found settle_claude(std::string_view model, DecodedRequest& request) {
  const ClaudeFacts& facts = claude_facts(model);
  const ClaudeOptions& options = request.claude;
  if (auto error =
          refused(options.system_turn && !facts.has_system_turns(), "role 'system' is not supported on this model")) {
    return error;
  }
  if (auto error = refused(options.prefill && !facts.prefill(),
                           "This model does not support assistant message prefill. The conversation must end with a "
                           "user message.")) {
    return error;
  }
  if (auto error = check_sampling(facts, options)) return error;
  if (auto error = check_mode(facts, model, options.thinking)) return error;
  if (auto error =
          refused(request.reasoning_effort && !facts.effort, "This model does not support the effort parameter.")) {
    return error;
  }
  const bool asked = options.thinking == Thinking::budget || options.thinking == Thinking::adaptive;
  const bool forced = request.tool_use == ToolUse::required || request.tool_use == ToolUse::named;
  if (auto error = refused(forced && (asked || !facts.thinking.can_stop()),
                           "Thinking may not be enabled when tool_choice forces tool use.")) {
    return error;
  }
  if (asked) {
    if (auto error = check_thinking(request)) return error;
  }
  request.thinks = asked || (options.thinking == Thinking::unsaid && facts.thinking.by_default && !forced);
  // Half of what there is room for, so that an answer follows.
  const TokenCount room = request.max_tokens.value_or(0);
  request.usual_thoughts = (options.thinking == Thinking::budget ? options.thinking_budget : room) / 2;
  request.show_reasoning = *request.thinks && options.shows_thinking.value_or(facts.shows_thoughts());
  request.max_tokens_reserved = facts.strict_window();
  return std::nullopt;
}

}  // namespace oaisim
