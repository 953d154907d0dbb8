// Seeded randomness, injected.  The same seed gives the same sequence on every platform.
//
// Random is xoshiro256++ seeded through splitmix64 (Blackman & Vigna, "Scrambled linear pseudorandom number
// generators", 2021): four words of state, so that each request can own one.  Not for secrets.
//
// Thread safety: none; each owner has its own.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>

namespace oaisim {

class Random {
 public:
  using result_type = std::uint64_t;

  explicit Random(std::uint64_t seed);
  // An independent sequence for item `index` of the sequences that belong to `seed`.
  Random(std::uint64_t seed, std::uint64_t index);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // In [0, bound).  REQUIRES: bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<Wide>((*this)()) * bound) >> 64);
  }
  double uniform();  // in [0, 1)
  double normal();   // mean 0, standard deviation 1

 private:
  __extension__ using Wide = unsigned __int128;

  std::array<std::uint64_t, 4> state_;
};

// A seed from the operating system, for runs that were given none.
std::uint64_t random_seed();

// `length` characters of [0-9A-Za-z] from the operating system's secure source, for generated keys.
std::string random_secret(std::size_t length);

}  // namespace oaisim
