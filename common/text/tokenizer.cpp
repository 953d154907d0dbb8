#include "common/text/tokenizer.h"

#include <span>

#include "common/text/byte_pair_merger.h"
#include "common/text/embedded_vocabularies.h"
#include "common/text/piece_cache.h"
#include "common/text/special_tokens.h"
#include "common/text/splitters.h"
#include "common/text/utf8.h"
#include "common/text/vocabulary.h"

namespace oaisim {
namespace {

// Where the ids go: kept, or only counted.
class IdAppender {
 public:
  explicit IdAppender(std::vector<TokenId>& out) : out_(out) {}
  void add(TokenId token) { out_.push_back(token); }

 private:
  std::vector<TokenId>& out_;
};

class IdCounter {
 public:
  void add(TokenId) { ++count_; }
  std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

// Merges pieces that are no single token. One per thread.
class RarePieces {
 public:
  std::span<const TokenId> tokens_of(const Vocabulary& vocabulary, std::string_view piece) {
    const auto known = cache_.find(vocabulary, piece);
    if (!known.empty()) return known;
    const auto tokens = merger_.merge(vocabulary, piece);
    cache_.store(vocabulary, piece, tokens);
    return tokens;
  }

 private:
  PieceCache cache_;
  BytePairMerger merger_;
};

// Pieces go through in batches: first all are cut out and looked for, then all are found, so that the waits
// for the vocabulary's memory overlap.
// REQUIRES: `text` is well-formed UTF-8.
template <class Splitter, class Sink>
void encode_pieces(const Vocabulary& vocabulary, std::string_view text, Sink& sink) {
  constexpr std::size_t kBatch = 16;
  thread_local RarePieces rare_pieces;
  Vocabulary::Lookup batch[kBatch];
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    std::size_t count = 0;
    for (; count < kBatch && p != end; ++count) {
      const char* const piece_end = Splitter::piece_end(p, end);
      batch[count] = vocabulary.start_lookup(p, static_cast<std::size_t>(piece_end - p), end);
      p = piece_end;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const TokenId whole = vocabulary.finish_lookup(batch[i]);
      if (whole != kNoToken) {
        sink.add(whole);
      } else {
        for (const TokenId token : rare_pieces.tokens_of(vocabulary, batch[i].piece)) sink.add(token);
      }
    }
  }
}

template <class Sink>
void encode_valid(Encoding encoding, const Vocabulary& vocabulary, std::string_view text, Sink& sink) {
  switch (encoding) {
    case Encoding::r50k_base:
    case Encoding::p50k_base:
      return encode_pieces<Gpt2Splitter>(vocabulary, text, sink);
    case Encoding::cl100k_base:
      return encode_pieces<Cl100kSplitter>(vocabulary, text, sink);
    case Encoding::o200k_base:
    case Encoding::o200k_harmony:
      return encode_pieces<O200kSplitter>(vocabulary, text, sink);
  }
}

template <class Sink>
void encode_any(Encoding encoding, const Vocabulary& vocabulary, std::string_view text, Sink& sink) {
  if (valid_utf8_prefix(text) == text.size()) return encode_valid(encoding, vocabulary, text, sink);
  encode_valid(encoding, vocabulary, repair_utf8(text), sink);
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::r50k_base:
      return "r50k_base";
    case Encoding::p50k_base:
      return "p50k_base";
    case Encoding::cl100k_base:
      return "cl100k_base";
    case Encoding::o200k_base:
      return "o200k_base";
    case Encoding::o200k_harmony:
      return "o200k_harmony";
  }
  return "";
}

const Tokenizer& Tokenizer::of(Encoding encoding) {
  static const Vocabulary r50k(oaisim_vocabulary_r50k_base);
  static const Vocabulary p50k(oaisim_vocabulary_p50k_base);
  static const Vocabulary cl100k(oaisim_vocabulary_cl100k_base);
  static const Vocabulary o200k(oaisim_vocabulary_o200k_base);
  static const Tokenizer tokenizers[] = {
      {Encoding::r50k_base, r50k},   {Encoding::p50k_base, p50k},      {Encoding::cl100k_base, cl100k},
      {Encoding::o200k_base, o200k}, {Encoding::o200k_harmony, o200k},
  };
  return tokenizers[static_cast<std::size_t>(encoding)];
}

void Tokenizer::encode(std::string_view text, std::vector<TokenId>& out) const {
  IdAppender sink(out);
  encode_any(encoding_, vocabulary_, text, sink);
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const {
  std::vector<TokenId> tokens;
  tokens.reserve(text.size() / 4 + 8);
  encode(text, tokens);
  return tokens;
}

std::size_t Tokenizer::count(std::string_view text) const {
  IdCounter sink;
  encode_any(encoding_, vocabulary_, text, sink);
  return sink.count();
}

std::string_view Tokenizer::bytes_of(TokenId token) const {
  const std::string_view bytes = vocabulary_.bytes_of(token);
  return bytes.empty() ? special_token_text(encoding_, token) : bytes;
}

std::string Tokenizer::decode(const std::vector<TokenId>& tokens) const {
  std::string text;
  for (const TokenId token : tokens) text.append(bytes_of(token));
  return text;
}

}  // namespace oaisim
