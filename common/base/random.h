// Seeded randomness, injected.  The same seed gives the same sequence on every platform.
//
// Random is xoshiro256++ seeded through splitmix64 (Blackman & Vigna, "Scrambled linear pseudorandom number
// generators", 2021): four words of state, so that each request can own one.  Not for secrets.
//
// Thread safety: none; each owner has its own.
#pragma once

#include <array>
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
  result_type operator()();

  double uniform();                          // in [0, 1)
  std::uint64_t below(std::uint64_t bound);  // in [0, bound); REQUIRES: bound > 0
  double normal();                           // mean 0, standard deviation 1

 private:
  std::array<std::uint64_t, 4> state_;
};

// A seed from the operating system, for runs that were given none.
std::uint64_t random_seed();

// `length` characters of [0-9A-Za-z] from the operating system's secure source, for generated keys.
std::string random_secret(std::size_t length);

}  // namespace oaisim
