#include "simulator/generation/structured.h"

#include "simulator/generation/lorem.h"

namespace oaisim {
namespace {

constexpr std::uint64_t kFormSeed = 0x666f726dULL;  // apart from the sequences of lorem ipsum
constexpr TokenCount kCustomInputTokens = 12;

std::size_t room_of(const PlannedLength& planned) {
  return static_cast<std::size_t>(std::max<TokenCount>(planned.most - planned.reasoning, 0));
}

// A custom tool takes any text.
TokenText custom_input(const GenerationRequest& request, std::size_t index) {
  return lorem_text(request.encoding, kCustomInputTokens, Random(Random(request.seed, index)(), 0));
}

TokenText arguments_of(const Tool& tool, const GenerationRequest& request, std::size_t index, Random& random) {
  if (tool.custom) return custom_input(request, index);
  std::string json;
  if (tool.arguments) {
    tool.arguments->write(random, json);
  } else {
    json = "{}";
  }
  return tokenized(Tokenizer::of(request.encoding), std::move(json));
}

// Whether `end` is between two characters of UTF-8.
bool is_boundary(std::string_view text, std::size_t end) {
  return end == text.size() || (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
}

}  // namespace

TokenText first_tokens(const Tokenizer& tokenizer, TokenText text, std::size_t most) {
  if (text.token_count() <= most) return text;
  // A cut changes the pieces around it, so that the beginning may have a token more or fewer than it had before: the
  // cut moves by single characters until the count is right.
  constexpr std::size_t kWindow = 24;
  const std::size_t guess = most == 0 ? 0 : text.token_ends[most - 1];
  if (is_boundary(text.text, guess) && tokenizer.count(std::string_view(text.text).substr(0, guess)) == most) {
    text.text.resize(guess);
    return tokenized(tokenizer, std::move(text.text));
  }
  std::size_t best = 0;
  std::size_t best_count = 0;
  for (std::size_t end = guess > kWindow ? guess - kWindow : 0; end <= std::min(guess + kWindow, text.text.size());
       ++end) {
    if (!is_boundary(text.text, end)) continue;
    const std::size_t count = tokenizer.count(std::string_view(text.text).substr(0, end));
    if (count <= most && (count > best_count || (count == best_count && end > best && end <= guess))) {
      best = end;
      best_count = count;
    }
  }
  text.text.resize(best);
  return tokenized(tokenizer, std::move(text.text));
}

Choice write_call(const GenerationRequest& request, std::size_t index) {
  Random random(request.seed ^ kFormSeed, index);
  const Tool& tool = request.tools[random.below(request.tools.size())];
  const PlannedLength& planned = request.choices[index];
  const Tokenizer& tokenizer = Tokenizer::of(request.encoding);
  const std::size_t room = room_of(planned);
  Choice choice;
  choice.reasoning_tokens = static_cast<std::size_t>(planned.reasoning);
  choice.finish_reason = FinishReason::length;
  ToolCall call{.name = tool.name, .arguments = {}, .name_tokens = tokenizer.count(tool.name), .custom = tool.custom};
  if (call.name_tokens > room) return choice;  // not even that could be written
  call.arguments = arguments_of(tool, request, index, random);
  const std::size_t whole = call.arguments.token_count();
  call.arguments = first_tokens(tokenizer, std::move(call.arguments), room - call.name_tokens);
  if (call.arguments.token_count() == whole) choice.finish_reason = request.after_call;
  choice.calls.push_back(std::move(call));
  return choice;
}

Choice write_form(const GenerationRequest& request, std::size_t index) {
  Random random(request.seed ^ kFormSeed, index);
  const PlannedLength& planned = request.choices[index];
  const Tokenizer& tokenizer = Tokenizer::of(request.encoding);
  std::string json;
  request.form->write(random, json);
  Choice choice;
  choice.reasoning_tokens = static_cast<std::size_t>(planned.reasoning);
  TokenText text = tokenized(tokenizer, std::move(json));
  const std::size_t whole = text.token_count();
  static_cast<TokenText&>(choice) = first_tokens(tokenizer, std::move(text), room_of(planned));
  choice.finish_reason = choice.token_count() < whole ? FinishReason::length : FinishReason::stop;
  return choice;
}

}  // namespace oaisim
