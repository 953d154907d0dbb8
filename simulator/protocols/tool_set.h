// The tools of a request, and what their definitions add to its prompt.
//
//   each tool       init + tokens("name:description")
//   its properties  3, and for each 3 + tokens("key:type:description"); an enum: -3, and for each value 3 + its tokens
//   all tools       12
//
// with init 7 for models of o200k_base and 10 for older ones.  A description's final full stop does not count;
// properties of nested objects count as those of the tool.
//
// Thread safety: none; a set may be shared by requests of one thread.
// Source: OpenAI cookbook, "How to count tokens with tiktoken", num_tokens_for_tools.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "simulator/generation/generation.h"
#include "simulator/protocols/shape.h"

namespace oaisim {

class ToolSet {
 public:
  // `parameters`: the JSON schema of the tool's arguments.
  void add(Tool tool, std::string_view description, const std::optional<JsonValue>& parameters);

  const std::vector<Tool>& tools() const { return tools_; }
  std::int64_t prompt_characters() const { return characters_; }
  std::size_t bytes() const { return bytes_; }

  // Counted once for each encoding.
  TokenCount prompt_tokens(const Tokenizer& tokenizer);

 private:
  void add_line(std::string line);
  void add_properties(JsonObject schema, int depth);
  void add_property(std::string_view key, JsonObject property, int depth);

  std::vector<Tool> tools_;
  std::vector<std::string> lines_;
  std::int64_t characters_ = 0;
  std::size_t bytes_ = 0;
  TokenCount frame_tokens_ = 0;
  std::array<std::optional<TokenCount>, 5> counted_;  // by encoding
};

}  // namespace oaisim
