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

namespace oaisim {

enum class FinishReason { stop, length };

// How long one choice is to be, and why it ends there.
struct PlannedLength {
  TokenCount tokens = 0;
  FinishReason reason = FinishReason::stop;
};

struct GenerationRequest {
  Encoding encoding = Encoding::o200k_base;
  std::vector<PlannedLength> choices;  // one per choice (`n`)
  std::vector<std::string> stop;       // the text ends before the first of these
  std::uint64_t seed = 0;              // the same seed and request give the same bytes
};

// One choice: a text and where each of its tokens ends in it.  Its tokens re-encode to themselves.
struct Choice {
  std::string text;
  std::vector<std::uint32_t> token_ends;
  FinishReason finish_reason = FinishReason::stop;

  std::size_t token_count() const { return token_ends.size(); }
  // REQUIRES: index < token_count().
  std::string_view token(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : token_ends[index - 1];
    return std::string_view(text).substr(begin, token_ends[index] - begin);
  }
};

struct Generation {
  std::vector<Choice> choices;

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
