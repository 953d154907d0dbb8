#include "simulator/protocols/claude_models.h"

#include <algorithm>
#include <iterator>

#include "simulator/protocols/model_catalogue.h"

namespace oaisim {
namespace {

constexpr ThinkingModes kNone{};
constexpr ThinkingModes kBudget{.budget = true, .off = true};
constexpr ThinkingModes kEither{.budget = true, .adaptive = true, .off = true};
constexpr ThinkingModes kAdaptive{.adaptive = true, .off = true};
constexpr ThinkingModes kByDefault{.adaptive = true, .off = true, .by_default = true};
constexpr ThinkingModes kBetweenTools{.adaptive = true, .between_tools = true, .by_default = true};
constexpr ThinkingModes kAlways{.adaptive = true, .by_default = true};

constexpr ClaudeFacts kModels[] = {
    {"claude-fable-5-2", "Claude Fable 5.2", 55, kAlways},
    {"claude-fable-5-1", "Claude Fable 5.1", 55, kAlways},
    {"claude-fable-5", "Claude Fable 5", 50, kAlways},
    {"claude-mythos-5", "Claude Mythos 5", 50, kAlways},
    {"claude-opus-5-5", "Claude Opus 5.5", 55, kAlways},
    {"claude-opus-5", "Claude Opus 5", 50, kByDefault},
    {"claude-opus-4-8", "Claude Opus 4.8", 48, kAdaptive},
    {"claude-opus-4-7", "Claude Opus 4.7", 47, kAdaptive},
    {"claude-opus-4-6", "Claude Opus 4.6", 46, kEither},
    {"claude-opus-4-5", "Claude Opus 4.5", 45, kBudget, "active", true},
    {"claude-opus-4-1", "Claude Opus 4.1", 41, kBudget, "deprecated"},
    {"claude-opus-4", "Claude Opus 4", 40, kBudget, "retired"},
    {"claude-sonnet-5-5", "Claude Sonnet 5.5", 55, kBetweenTools},
    {"claude-sonnet-5", "Claude Sonnet 5", 50, kByDefault},
    {"claude-sonnet-4-6", "Claude Sonnet 4.6", 46, kEither},
    {"claude-sonnet-4-5", "Claude Sonnet 4.5", 45, kBudget, "deprecated"},
    {"claude-sonnet-4", "Claude Sonnet 4", 40, kBudget, "retired"},
    {"claude-haiku-5-5", "Claude Haiku 5.5", 55, kByDefault},
    {"claude-haiku-4-5", "Claude Haiku 4.5", 45, kBudget},
    {"claude-3-7-sonnet", "Claude Sonnet 3.7", 37, kBudget, "retired"},
    {"claude-3-5-sonnet", "Claude Sonnet 3.5", 35, kNone, "retired"},
    {"claude-3-5-haiku", "Claude Haiku 3.5", 35, kNone, "retired"},
    {"claude-3-opus", "Claude Opus 3", 30, kNone, "retired"},
    {"claude-3-haiku", "Claude Haiku 3", 30, kNone, "retired"},
};

constexpr ClaudeFacts kOther{"",       "",  0, {.budget = true, .adaptive = true, .off = true, .between_tools = true},
                             "active", true};

}  // namespace

const ClaudeFacts& claude_facts(std::string_view model) {
  const std::string_view name = facts_of_model(model).name;
  const auto* const found = std::find_if(std::begin(kModels), std::end(kModels),
                                         [&](const ClaudeFacts& facts) { return facts.name == name; });
  return found != std::end(kModels) ? *found : kOther;
}

}  // namespace oaisim
