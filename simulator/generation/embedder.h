// Turns a text into a vector of length 1 in which texts that share words are near one another.
//
//   text ── words ──► each word is a direction of ±1s drawn from its hash ── weighted sum, scaled to 1 ──► vector
//
// The same text and model always give the same vector.  Two texts' cosine is about the share of their weighted words
// that is the same; unrelated texts are about 0 (with a spread of 1/sqrt(dimensions)).  A vector of fewer dimensions is
// the beginning of the longer one, scaled to length 1 again, as the real models' are.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oaisim {

// Fills `vector` with the embedding of `text` by the model of this name.  REQUIRES: !vector.empty().
void embed(std::string_view text, std::string_view model, std::span<float> vector);

}  // namespace oaisim
