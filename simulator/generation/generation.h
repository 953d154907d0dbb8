// The provider-neutral middle: what a request asks for and what is answered, whatever API it came through.
//
// Thread safety: plain values.  Units: tokens of the request's encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"
#include "common/base/units.h"
#include "common/text/tokenizer.h"
#include "simulator/generation/json_schema/json_schema.h"

namespace oaisim {

enum class FinishReason { stop, length, tool_calls };

// How long one choice is to be, and why it ends there.
struct PlannedLength {
  TokenCount tokens = 0;
  FinishReason reason = FinishReason::stop;
  TokenCount most = 0;       // that it may have, thoughts included, when it is as long as it happens to be
  TokenCount reasoning = 0;  // of `most`, before anything that is shown
};

// A tool that may be called.
struct Tool {
  std::string name;
  std::optional<JsonSchema> arguments;  // absent: an empty object, or the text of a custom tool
  bool custom = false;
};

struct GenerationRequest {
  Encoding encoding = Encoding::o200k_base;
  std::string model = {};
  std::vector<PlannedLength> choices = {};  // one per choice (`n`)
  std::vector<std::string> stop = {};       // the text ends before the first of these
  std::uint64_t seed = 0;                   // the same seed and request give the same bytes

  bool show_reasoning = false;  // the thoughts have a text

  std::optional<JsonSchema> form = {};  // the text is JSON of this form, as long as it happens to be
  std::vector<Tool> tools = {};         // one of them is called instead of writing a text
  FinishReason after_call = FinishReason::tool_calls;

  // What is embedded instead of answered, and as how long vectors; dimensions is 0 otherwise.
  std::vector<std::string> inputs = {};
  std::size_t dimensions = 0;
};

// A text and where each of its tokens ends in it.  Its tokens re-encode to themselves.
struct TokenText {
  std::string text;
  std::vector<std::uint32_t> token_ends;

  std::size_t token_count() const { return token_ends.size(); }
  // REQUIRES: index < token_count().
  std::string_view token(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : token_ends[index - 1];
    return std::string_view(text).substr(begin, token_ends[index] - begin);
  }
  // What of the text is whole characters once this token is there and was not before: the pieces are the text, and each
  // is valid UTF-8 even where a token is a part of a character.  REQUIRES: index < token_count().
  std::string_view piece(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : whole_characters(token_ends[index - 1]);
    return std::string_view(text).substr(begin, whole_characters(token_ends[index]) - begin);
  }

 private:
  std::size_t whole_characters(std::size_t end) const {
    if (end < text.size()) {
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    }
    return end;
  }
};

// `text` cut into the tokens of its encoding.
TokenText tokenized(const Tokenizer& tokenizer, std::string text);

// A tool that the model calls instead of, or after, its text.
struct ToolCall {
  std::string name;
  TokenText arguments;          // JSON; of a custom tool, text
  std::size_t name_tokens = 1;  // they come before the arguments and count as they do
  bool custom = false;

  std::size_t token_count() const { return name_tokens + arguments.token_count(); }
};

// What one token of a choice is.
struct TokenStep {
  enum class Kind { reasoning, text, call, call_name, call_arguments };
  Kind kind = Kind::text;
  std::size_t call = 0;        // which of the choice's calls; `call` is where it begins
  std::string_view text = {};  // the token's piece of the thoughts that are shown, the text or the arguments
};

// One choice, in the order of its tokens: thoughts, which have a text when they are shown, a text, calls of tools.
struct Choice : TokenText {
  FinishReason finish_reason = FinishReason::stop;
  std::vector<ToolCall> calls = {};
  std::size_t reasoning_tokens = 0;
  TokenText reasoning = {};                       // of so many tokens, or empty
  std::optional<std::size_t> stop_sequence = {};  // which of the request's ended the text

  std::size_t total_tokens() const {
    std::size_t total = reasoning_tokens + token_count();
    for (const auto& call : calls) total += call.token_count();
    return total;
  }
  // REQUIRES: index < total_tokens().
  TokenStep step(std::size_t index) const;
};

struct Generation {
  std::vector<Choice> choices;
  std::vector<float> vectors;  // of the inputs, one after another
  std::uint64_t seed = 0;      // that of the request

  TokenCount total_tokens() const;
  std::size_t longest() const;  // tokens of the longest choice
};

class Generator {
 public:
  virtual ~Generator() = default;
  virtual Generation generate(const GenerationRequest& request) const = 0;
};

// Ends `choice` before the first stop sequence in it; its tokens are then those of the shorter text.
void apply_stop(const GenerationRequest& request, Choice& choice);

}  // namespace oaisim
