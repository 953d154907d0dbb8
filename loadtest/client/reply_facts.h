// What a measurement needs to know of a reply, or of one event of its stream, whatever the API.
//
// Thread safety: a value.
#pragma once

#include <cstddef>
#include <optional>

#include "common/base/units.h"

namespace oaisim::loadtest {

// What a reply's `usage` told; empty: it did not.
struct TokenUsage {
  std::optional<TokenCount> prompt = {};
  std::optional<TokenCount> completion = {};
  std::optional<TokenCount> reasoning = {};  // part of `completion`
  std::optional<TokenCount> cached = {};     // part of `prompt`

  // Takes what `later` tells.
  void update(const TokenUsage& later) {
    if (later.prompt) prompt = later.prompt;
    if (later.completion) completion = later.completion;
    if (later.reasoning) reasoning = later.reasoning;
    if (later.cached) cached = later.cached;
  }
};

struct ReplyFacts {
  bool valid = false;               // what the API sends at this place
  bool error = false;               // it tells of an error
  bool finished = false;            // of a stream: its last event
  std::size_t content_bytes = 0;    // of text, reasoning, refusals and tool calls; 0: it carries no token
  std::size_t reasoning_bytes = 0;  // the part of them that is reasoning
  TokenUsage usage = {};
};

}  // namespace oaisim::loadtest
