// A hash that is the same on every machine: what is made up for a text follows from it.
//
// Thread safety: pure functions.  Source: FNV-1a, 64 bits (Fowler, Noll, Vo).
#pragma once

#include <cstdint>
#include <string_view>

namespace oaisim {

inline constexpr std::uint64_t kTextHashSeed = 14695981039346656037ULL;

// `hash`: of what comes before `bytes`.
constexpr std::uint64_t text_hash(std::string_view bytes, std::uint64_t hash = kTextHashSeed) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace oaisim
