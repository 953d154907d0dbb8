// Exact byte-pair encoding: the same ids as tiktoken's `encode_ordinary`, for every input.
//
// Text that is not valid UTF-8 is encoded as if each maximal invalid part had been replaced by
// U+FFFD first, as Python's `bytes.decode("utf-8", errors="replace")` does. Special tokens are
// never produced by encoding; they are known to `bytes_of` and `decode`.
//
// The vocabularies are part of the program, read-only, and paged in on first use: nothing is
// parsed or allocated at start. The time to encode grows as n log n at worst, whatever the text; each thread that
// encodes keeps about 1 MB to remember merged words.
//
// Thread safety: a Tokenizer is immutable; every method may be called from any thread.
// Source: https://github.com/openai/tiktoken (patterns, ranks and special tokens).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaisim {

class Vocabulary;

using TokenId = std::uint32_t;

enum class Encoding { r50k_base, p50k_base, cl100k_base, o200k_base, o200k_harmony };

// The encoding's published name, such as "o200k_base".
std::string_view encoding_name(Encoding encoding);

class Tokenizer {
 public:
  // The one tokenizer of that encoding; lives as long as the program.
  static const Tokenizer& of(Encoding encoding);

  Encoding encoding() const { return encoding_; }

  // Appends the ids of `text` to `out`.
  void encode(std::string_view text, std::vector<TokenId>& out) const;
  std::vector<TokenId> encode(std::string_view text) const;

  // How many ids `encode` would give, without keeping them.
  std::size_t count(std::string_view text) const;

  // The bytes a token stands for (not necessarily whole UTF-8 characters); empty for an id that
  // the encoding does not have. The view lives as long as the program.
  std::string_view bytes_of(TokenId token) const;

  // The tokens' bytes, joined. Ids that the encoding does not have are skipped.
  std::string decode(const std::vector<TokenId>& tokens) const;

  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

 private:
  Tokenizer(Encoding encoding, const Vocabulary& vocabulary) : encoding_(encoding), vocabulary_(vocabulary) {}

  Encoding encoding_;
  const Vocabulary& vocabulary_;
};

}  // namespace oaisim
