// How an encoding cuts text into pieces before byte pairs are merged: tiktoken's regular expressions, by hand.
//
// A splitter has one function, `piece_end(p, end)`: where the piece that starts at `p` ends. Pieces cover
// the text without gaps, and finding all of them takes linear time.
// REQUIRES: p != end, and [p, end) is well-formed UTF-8.
// Thread safety: pure functions.
// Source: the patterns in vocabularies/encodings.json. tiktoken itself writes some of them differently
// (with possessive quantifiers, for speed); the ids are the same.
#pragma once

#include "common/text/character_runs.h"

namespace oaisim {

// r50k_base and p50k_base:
//   's|'t|'re|'ve|'m|'ll|'d | ?\p{L}+ | ?\p{N}+ | ?[^\s\p{L}\p{N}]+ | \s+(?!\S) | \s+
struct Gpt2Splitter {
  static const char* piece_end(const char* p, const char* end) {
    if (*p == '\'') {
      if (const char* contraction = contraction_end<false>(p, end)) return contraction;
    }
    const bool spaced = *p == ' ' && end - p > 1;
    const ClassifiedCharacter first = classify(spaced ? p + 1 : p);
    if ((first.mask & kLetter) != 0) return skip_letters(first.next, end);
    if ((first.mask & kNumber) != 0) return skip_class<kNumber>(first.next, end);
    if ((first.mask & kWhitespace) == 0) return skip_class<kSymbol | kMark>(first.next, end);
    return skip_whitespace<false>(p, end);
  }
};

// cl100k_base:
//   (?i:'s|'t|'re|'ve|'m|'ll|'d) | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N}{1,3} | ?[^\s\p{L}\p{N}]+[\r\n]*
//   | \s*[\r\n]+ | \s+(?!\S) | \s+
struct Cl100kSplitter {
  static const char* piece_end(const char* p, const char* end) {
    const ClassifiedCharacter first = classify(p);
    if ((first.mask & kLetter) != 0) return skip_letters(first.next, end);
    if ((first.mask & kNumber) != 0) return skip_two_numbers(first.next, end);
    if (*p == '\'') {
      if (const char* contraction = contraction_end<true>(p, end)) return contraction;
    }
    if (first.mask != kNewline && first.next != end) {
      const ClassifiedCharacter second = classify(first.next);
      if ((second.mask & kLetter) != 0) return skip_letters(second.next, end);
      if (*p == ' ' && (second.mask & (kSymbol | kMark)) != 0) return skip_symbols(second.next, end);
    }
    if ((first.mask & (kSymbol | kMark)) != 0) return skip_symbols(first.next, end);
    return skip_whitespace<true>(p, end);
  }

 private:
  static const char* skip_symbols(const char* p, const char* end) {
    p = skip_class<kSymbol | kMark>(p, end);
    while (p != end && (*p == '\r' || *p == '\n')) ++p;
    return p;
  }
};

// o200k_base and o200k_harmony, with Head = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}], Tail = [\p{Ll}\p{Lm}\p{Lo}\p{M}]
// and S = (?i:'s|'t|'re|'ve|'m|'ll|'d)?
//   [^\r\n\p{L}\p{N}]? Head* Tail+ S | [^\r\n\p{L}\p{N}]? Head+ Tail* S | \p{N}{1,3}
//   | ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
struct O200kSplitter {
  static const char* piece_end(const char* p, const char* end) {
    const ClassifiedCharacter first = classify(p);
    if ((first.mask & kNumber) != 0) return skip_two_numbers(first.next, end);
    if (const char* word = word_end(p, first, end)) {
      if (word == end || *word != '\'') return word;
      const char* contraction = contraction_end<true>(word, end);
      return contraction != nullptr ? contraction : word;
    }
    if ((first.mask & (kSymbol | kMark)) != 0) return skip_symbols(first.next, end);
    if (*p == ' ' && first.next != end) {
      const ClassifiedCharacter second = classify(first.next);
      if ((second.mask & (kSymbol | kMark)) != 0) return skip_symbols(second.next, end);
    }
    return skip_whitespace<true>(p, end);
  }

 private:
  static constexpr ClassMask kHead = kUpper | kUncased | kMark;
  static constexpr ClassMask kTail = kLower | kUncased | kMark;

  struct Word {
    const char* head_tail;  // end of Head* Tail+, nullptr when that does not match
    const char* head;       // end of Head*; Head+ Tail* is tried only when no Tail can follow it
  };

  // Head and Tail share the uncased letters and marks, so Head* gives characters back until Tail+ finds one:
  // when no lower-case letter follows the run, the match ends after the run's last shared character.
  static Word match_word(const char* p, const char* end) {
    const char* upper = skip_ascii_upper(p, end);
    const char* lower = skip_ascii_letters<0>(upper, end);
    if (lower == end || is_ascii(lower)) return {lower != upper ? lower : nullptr, upper};
    const char* after_shared = nullptr;
    while (p != end) {
      const ClassifiedCharacter character = classify(p);
      if (character.mask == kLower) return {skip_class<kTail>(character.next, end), p};
      if ((character.mask & kHead) == 0) break;
      p = character.next;
      if ((character.mask & kTail) != 0) after_shared = p;
    }
    return {after_shared, p};
  }

  // The two word alternatives, each first with and then without the leading character. Only a mark can both
  // lead a word and belong to it. nullptr when there is no word.
  static const char* word_end(const char* p, ClassifiedCharacter first, const char* end) {
    if ((first.mask & kLetter) != 0) {
      const Word word = match_word(p, end);
      return word.head_tail != nullptr ? word.head_tail : word.head;
    }
    if (first.mask == kNewline) return nullptr;
    const Word led = match_word(first.next, end);
    if (led.head_tail != nullptr) return led.head_tail;
    if (first.mask == kMark) return match_word(p, end).head_tail;
    return led.head != first.next ? led.head : nullptr;
  }

  static const char* skip_symbols(const char* p, const char* end) {
    p = skip_class<kSymbol | kMark>(p, end);
    while (p != end && (*p == '\r' || *p == '\n' || *p == '/')) ++p;
    return p;
  }
};

}  // namespace oaisim
