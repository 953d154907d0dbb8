#include "simulator/protocols/prompt_input.h"

#include <limits>

#include "common/text/utf8_length.h"

namespace oaisim {
namespace {

constexpr std::int64_t kCharactersPerToken = 4;

bool read_text(JsonValue value, bool empty_text, std::vector<PromptInput>& inputs) {
  const std::string_view text = text_of(value);
  inputs.push_back({std::string(text), {}});
  return empty_text || !text.empty();
}

bool read_token(JsonValue value, PromptInput& input) {
  std::uint64_t token = 0;
  if (value.get_uint64().get(token) != simdjson::SUCCESS || token > std::numeric_limits<TokenId>::max()) return false;
  input.tokens.push_back(static_cast<TokenId>(token));
  return true;
}

bool read_tokens(JsonArray array, std::vector<PromptInput>& inputs) {
  PromptInput& input = inputs.emplace_back();
  for (const JsonValue token : array) {
    if (!read_token(token, input)) return false;
  }
  return !input.tokens.empty();
}

bool read_array(JsonArray array, bool empty_text, std::vector<PromptInput>& inputs) {
  const JsonValue first = *array.begin();
  if (first.is_int64()) return read_tokens(array, inputs);
  for (const JsonValue item : array) {
    const bool read = first.is_string()  ? item.is_string() && read_text(item, empty_text, inputs)
                      : first.is_array() ? item.is_array() && read_tokens(array_of(item), inputs)
                                         : false;
    if (!read) return false;
  }
  return true;
}

}  // namespace

std::optional<std::vector<PromptInput>> read_prompt_inputs(JsonValue value, bool empty_text) {
  std::vector<PromptInput> inputs;
  bool read = false;
  if (value.is_string()) {
    read = read_text(value, empty_text, inputs);
  } else if (value.is_array() && array_of(value).size() > 0) {
    read = read_array(array_of(value), empty_text, inputs);
  }
  if (!read) return std::nullopt;
  return inputs;
}

std::int64_t prompt_characters(const std::vector<PromptInput>& inputs) {
  std::int64_t characters = 0;
  for (const auto& input : inputs) {
    characters += input.tokens.empty() ? static_cast<std::int64_t>(utf8_length(input.text))
                                       : kCharactersPerToken * static_cast<std::int64_t>(input.tokens.size());
  }
  return characters;
}

}  // namespace oaisim
