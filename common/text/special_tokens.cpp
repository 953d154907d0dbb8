#include "common/text/special_tokens.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace oaisim {
namespace {

struct SpecialToken {
  TokenId id;
  std::string_view text;
};

constexpr SpecialToken kGpt2Tokens[] = {{50256, "<|endoftext|>"}};

constexpr SpecialToken kCl100kTokens[] = {{100257, "<|endoftext|>"},
                                          {100258, "<|fim_prefix|>"},
                                          {100259, "<|fim_middle|>"},
                                          {100260, "<|fim_suffix|>"},
                                          {100276, "<|endofprompt|>"}};

constexpr SpecialToken kO200kTokens[] = {{199999, "<|endoftext|>"}, {200018, "<|endofprompt|>"}};

constexpr SpecialToken kHarmonyTokens[] = {
    {199998, "<|startoftext|>"}, {199999, "<|endoftext|>"},  {200002, "<|return|>"}, {200003, "<|constrain|>"},
    {200005, "<|channel|>"},     {200006, "<|start|>"},      {200007, "<|end|>"},    {200008, "<|message|>"},
    {200012, "<|call|>"},        {200018, "<|endofprompt|>"}};

// o200k_harmony reserves every other id of this range, as <|reserved_N|>.
constexpr TokenId kFirstReserved = 200000;
constexpr TokenId kAfterReserved = 201088;

std::span<const SpecialToken> special_tokens_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::r50k_base:
    case Encoding::p50k_base:
      return kGpt2Tokens;
    case Encoding::cl100k_base:
      return kCl100kTokens;
    case Encoding::o200k_base:
      return kO200kTokens;
    case Encoding::o200k_harmony:
      return kHarmonyTokens;
  }
  return {};
}

std::string_view reserved_token_text(TokenId token) {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> made;
    for (TokenId id = kFirstReserved; id < kAfterReserved; ++id)
      made.push_back("<|reserved_" + std::to_string(id) + "|>");
    return made;
  }();
  return texts[token - kFirstReserved];
}

}  // namespace

std::string_view special_token_text(Encoding encoding, TokenId token) {
  const auto tokens = special_tokens_of(encoding);
  const auto found =
      std::find_if(tokens.begin(), tokens.end(), [token](const SpecialToken& special) { return special.id == token; });
  if (found != tokens.end()) return found->text;
  const bool reserved = encoding == Encoding::o200k_harmony && token >= kFirstReserved && token < kAfterReserved;
  return reserved ? reserved_token_text(token) : std::string_view();
}

}  // namespace oaisim
